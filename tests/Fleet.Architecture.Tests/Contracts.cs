using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Concurrency;

namespace Fleet.Architecture.Tests;

/// <summary>
/// What silos and gateways of different versions, and databases of different ages, have to agree on: grain interfaces, what is stored, messages
/// by member id, and the domain types inside them as JSON.
/// </summary>
internal static class Contracts
{
    private static readonly Type[] Types =
    [
        .. FleetAssembly.GrainsAbstractions.Load().GetTypes().Concat(FleetAssembly.Grains.Load().GetTypes())
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<Type> GrainInterfaces { get; } = [.. Types.Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain)))];

    public static IReadOnlyList<Type> Serialised { get; } = [.. Types.Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))];

    /// <summary>The property a compiler-made field stands for, else the field.</summary>
    public static MemberInfo Member(Type type, FieldInfo field) =>
        field.IsDefined(typeof(CompilerGeneratedAttribute)) && field.Name is ['<', .. var rest] && rest.IndexOf('>') is > 0 and var end
            ? type.GetProperty(rest[..end], BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!
            : field;

    public static uint? IdOf(MemberInfo member) => member.GetCustomAttribute<IdAttribute>()?.Id;

    public static string Describe()
    {
        var text = new StringBuilder();
        var domain = new SortedDictionary<string, Type>(StringComparer.Ordinal);

        text.Append("# Grain interfaces\n");
        foreach (var type in Types.Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))) DescribeInterface(type, text, domain);
        text.Append("\n# Stored, as JSON by member name\n");
        foreach (var (name, type) in Stored()) text.Append($"{name}: {Name(type)}\n");
        text.Append("\n# Serialised by member id\n");
        foreach (var type in Serialised) DescribeMessage(type, text, domain);
        text.Append("\n# Domain types inside them, as JSON\n");
        DescribeJson(text, domain);
        return text.ToString();
    }

    private static IEnumerable<(string Name, Type Type)> Stored() =>
        from grain in Types
        from constructor in grain.GetConstructors()
        from parameter in constructor.GetParameters()
        let state = parameter.GetCustomAttribute<PersistentStateAttribute>()
        where state is not null
        orderby state.StateName
        select (state.StateName, parameter.ParameterType.GetGenericArguments()[0]);

    private static void DescribeInterface(Type type, StringBuilder text, SortedDictionary<string, Type> domain)
    {
        text.Append($"{Name(type)} {type.GetCustomAttribute<AliasAttribute>()?.Alias}".TrimEnd()).Append('\n');
        foreach (var method in type.GetMethods().OrderBy(method => method.Name, StringComparer.Ordinal))
        {
            Collect(method.ReturnType, domain);
            foreach (var parameter in method.GetParameters()) Collect(parameter.ParameterType, domain);
            var traits = (method.IsDefined(typeof(OneWayAttribute)) ? " one-way" : "") + (method.IsDefined(typeof(AlwaysInterleaveAttribute)) ? " interleaves" : "");
            text.Append($"  {method.Name}({string.Join(", ", method.GetParameters().Select(p => Name(p.ParameterType)))}): {Name(method.ReturnType)}{traits}\n");
        }
    }

    private static void DescribeMessage(Type type, StringBuilder text, SortedDictionary<string, Type> domain)
    {
        text.Append(Name(type)).Append('\n');
        var members = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Select(field => (Member: Member(type, field), field.FieldType))
            .OrderBy(member => IdOf(member.Member));
        foreach (var (member, memberType) in members)
        {
            Collect(memberType, domain);
            text.Append($"  {IdOf(member)} {member.Name}: {Name(memberType)}\n");
        }
    }

    private static void DescribeJson(StringBuilder text, SortedDictionary<string, Type> domain)
    {
        var described = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (domain.FirstOrDefault(entry => !described.ContainsKey(entry.Key)) is { Value: { } type })
            described[type.FullName!] = DescribeJson(type, domain);
        foreach (var description in described.Values) text.Append(description);
    }

    private static string DescribeJson(Type type, SortedDictionary<string, Type> domain)
    {
        var head = $"{Name(type)}";
        if (type.IsEnum) return $"{head}: {string.Join(" | ", Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.Serialize(value, type)))}\n";
        var json = JsonSerializerOptions.Default.GetTypeInfo(type);
        if (json.Kind != JsonTypeInfoKind.Object) return $"{head}: {json.Converter.GetType().Name.Split('`')[0]}\n";
        var lines = new StringBuilder(head).Append('\n');
        // What is ignored has neither.
        foreach (var property in json.Properties.Where(property => property.Get is not null || property.Set is not null))
        {
            Collect(property.PropertyType, domain);
            lines.Append($"  {property.Name}: {Name(property.PropertyType)}\n");
        }
        foreach (var derived in json.PolymorphismOptions?.DerivedTypes ?? [])
        {
            Collect(derived.DerivedType, domain);
            lines.Append($"  {json.PolymorphismOptions!.TypeDiscriminatorPropertyName} {derived.TypeDiscriminator}: {Name(derived.DerivedType)}\n");
        }
        return lines.ToString();
    }

    private static void Collect(Type type, SortedDictionary<string, Type> domain)
    {
        if (type.IsArray) Collect(type.GetElementType()!, domain);
        foreach (var argument in type.GetGenericArguments()) Collect(argument, domain);
        if (type.Assembly.GetName().Name == FleetAssembly.Domain.Name && !type.IsGenericType) domain[type.FullName!] = type;
    }

    private static string Name(Type type)
    {
        if (type.IsGenericParameter) return type.Name;
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Name(underlying) + "?";
        var name = (type.IsNested ? Name(type.DeclaringType!) + "." : "") + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
