using CsCheck;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class ObjectTableTests
{
    [Fact]
    public void An_empty_table_knows_nothing()
    {
        Assert.Null(default(ObjectTable<Item>)[Key(1)]);
        Assert.Empty(default(ObjectTable<Item>).Without(Key(1)).Items);
    }

    [Fact]
    public void It_knows_of_each_object_what_was_said_last_and_the_tables_before_keep_what_they_knew() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 99], Gen.Bool).Array[0, 30].Sample(steps =>
        {
            var (table, model) = (default(ObjectTable<Item>), new Dictionary<ObjectKey, int>());
            foreach (var (name, value, adds) in steps)
            {
                var (before, known) = (table, table.Items.ToList());
                table = adds ? table.With(new Item(Key(name), value)) : table.Without(Key(name));
                if (adds) model[Key(name)] = value;
                else model.Remove(Key(name));
                Assert.Equal(known, before.Items);
                Assert.Equal(model.OrderBy(entry => entry.Key.Name), table.Items.ToDictionary(item => item.Key, item => item.Value).OrderBy(entry => entry.Key.Name));
                Assert.Equal(model.TryGetValue(Key(name), out var expected) ? expected : null, table[Key(name)]?.Value);
            }
        });

    private static ObjectKey Key(int name) => new(ResourceKind.Secret, "quay", $"s{name}");

    private sealed record Item(ObjectKey Key, int Value) : IOfObject;
}
