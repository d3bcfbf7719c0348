using System.Security.Cryptography;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Fleet.Gateway.Auditing;

/// <summary>
/// Puts every write into the audit: before it is carried out, so that none happens unseen, and with its outcome before that is answered.
/// What cannot be put there is refused.
/// </summary>
internal sealed class AuditedWrites(AuditWriter audit) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) return await next(context);
        var isTrial = IsTrial(http);
        if (isTrial && http.GetEndpoint()?.Metadata.GetMetadata<TriedByReading>() is not null) return await next(context);

        var facts = RequestFacts.Of(http);
        if (http.GetEndpoint()?.Metadata.GetMetadata<NamedInBody>() is { } named) facts = facts with { Resource = named.Resource(context) ?? facts.Resource };
        var draft = new AuditDraft(AuditDraft.Requested, Caller.TryOf(http)?.Name ?? "config editor", facts, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), Reason: isTrial ? AuditDraft.Trial : null);
        await audit.WriteAsync(draft);
        object? result;
        try
        {
            result = await next(context);
        }
        catch (Exception e)
        {
            // The text of an unexpected exception may quote a secret.
            await audit.WriteAsync(draft with { Stage = AuditDraft.Completed, Status = ExceptionProblems.StatusOf(e), Reason = e.GetType().Name });
            throw;
        }
        var (status, problem) = OutcomeOf(result);
        var note = AuditNote.Of(http);
        try
        {
            await audit.WriteAsync(draft with { Stage = AuditDraft.Completed, Status = status, Reason = problem ?? draft.Reason, Before = note.Before, After = note.After });
        }
        catch (AuditUnavailableException)
        {
            return ProblemResults.Unavailable("It was carried out, and its outcome could not be put into the audit: look at what it is now before trying again.");
        }
        return result;
    }

    // To an endpoint that does not know the parameter it means nothing: what it does is done.
    private static bool IsTrial(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<CanBeTried>() is not null && http.Request.Query[QueryParameters.DryRun] == "true";

    private static (int Status, string? Problem) OutcomeOf(object? result)
    {
        while (result is INestedHttpResult nested) result = nested.Result;
        return (
            (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK,
            (result as IValueHttpResult)?.Value is Api.V1.Problem problem ? problem.Type[(problem.Type.LastIndexOf(':') + 1)..] : null);
    }
}

/// <summary>Tried, it asks nobody outside and is no more than a read: a form asks for it whenever somebody stops typing.</summary>
internal sealed record TriedByReading;

/// <summary>How the audit learns what a write is about when the path does not say.</summary>
internal sealed record NamedInBody(Func<EndpointFilterInvocationContext, string?> Resource);

internal static class AuditedResources
{
    /// <param name="kind">Of the REF, such as <c>cluster</c>.</param>
    public static RouteHandlerBuilder NamedInBody<TBody>(this RouteHandlerBuilder endpoint, string kind, Func<TBody, string?> name) =>
        endpoint.WithMetadata(new NamedInBody(context =>
            context.Arguments.OfType<TBody>().FirstOrDefault() is { } body && name(body) is { Length: > 0 and <= 300 } read ? $"{kind}/{read}" : null));
}
