using Fleet.Gateway.Security;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace Fleet.Gateway.Dashboard.Sessions;

/// <summary>
/// Makes a caller of a browser that signed in: what its cookie holds counts as the bearer token of the request. Never for the API, so that another
/// site cannot have a browser write.
/// </summary>
internal sealed class SessionCookie(RequestDelegate next, SessionSeal seal)
{
    public const string Name = "quay-fleet-session";

    // A token of a provider that lists many groups is longer than a browser lets a cookie be.
    private static readonly ChunkingCookieManager Cookies = new();

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count == 0 && !context.Request.Path.StartsWithSegments("/api") && Read(context) is { } token)
            context.Request.Headers.Authorization = "Bearer " + token;
        return next(context);
    }

    public static void Write(HttpContext context, string value) => Cookies.AppendResponseCookie(context, Name, value, Options(context));

    public static void Clear(HttpContext context) => Cookies.DeleteCookie(context, Name, Options(context));

    private string? Read(HttpContext context) => Cookies.GetRequestCookie(context, Name) is { } cookie ? seal.Open(cookie) : null;

    private static CookieOptions Options(HttpContext context) =>
        new() { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/" };
}

/// <summary>Sends who has not signed in to where that is done, and hands what they signed in with to their pages.</summary>
internal sealed class SessionGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsSession>() is null) return next(context);
        if (context.User.Identity is CallerIdentity identity)
        {
            identity.BootstrapContext = BearerTokenHandler.Read(context.Request);
            return next(context);
        }
        if (context.Request.Path.StartsWithSegments("/_blazor")) context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else context.Response.Redirect($"/sign-in?to={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
        return Task.CompletedTask;
    }
}

/// <summary>Marks what only somebody who signed in sees.</summary>
internal sealed class NeedsSession;
