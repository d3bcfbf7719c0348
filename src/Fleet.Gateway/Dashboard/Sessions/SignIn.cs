using System.Text.Encodings.Web;
using Fleet.Gateway.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Gateway.Dashboard.Sessions;

/// <summary>Signing in with a token, and out. A page without scripts.</summary>
internal static class SignIn
{
    public const string Path = "/sign-in";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext context, string? to) => Page(context, to, null)).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(Path, HandleAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/sign-out", (HttpContext context) =>
        {
            SessionCookie.Clear(context);
            return Results.Redirect(Path);
        }).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    /// <summary>Ends a sign-in elsewhere: the first token that is known here becomes the session's.</summary>
    /// <param name="to">Where on this site they wanted to go.</param>
    /// <param name="problem">What is said when none is known.</param>
    public static async Task EndAsync(HttpContext context, IEnumerable<string> tokens, string? to, string problem)
    {
        foreach (var token in tokens)
        {
            if (!await IsKnownAsync(context, token)) continue;
            SessionCookie.Write(context, context.RequestServices.GetRequiredService<SessionSeal>().Seal(token));
            await Landing(context, OfThisSite(to)).ExecuteAsync(context);
            return;
        }
        await Page(context, to, problem).ExecuteAsync(context);
    }

    /// <summary>What else a browser might take for another site's address is not followed.</summary>
    public static string OfThisSite(string? to) =>
        to is not null && to.StartsWith('/') && !to.StartsWith("//", StringComparison.Ordinal) && !to.Contains('\\', StringComparison.Ordinal) ? to : "/";

    private static async Task<IResult> HandleAsync(HttpContext context, SessionSeal seal)
    {
        if (!context.Request.HasFormContentType) return Page(context, null, "Send the token in the form.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (token, to) = (form["token"].ToString().Trim(), form["to"].ToString());
        if (!await IsKnownAsync(context, token))
            return Page(context, to, "This token is not known, or has expired.");
        SessionCookie.Write(context, seal.Seal(token));
        return Results.Redirect(OfThisSite(to));
    }

    /// <summary>Goes on from a page of this site: what another one sent the browser to comes without the session's cookie.</summary>
    private static IResult Landing(HttpContext context, string to)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(
            $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Quay Fleet</title><meta http-equiv=\"refresh\" content=\"0;url={HtmlEncoder.Default.Encode(to)}\"></head><body><a href=\"{HtmlEncoder.Default.Encode(to)}\">Go on</a></body></html>",
            "text/html; charset=utf-8");
    }

    // A request is authenticated once, and this one came without the token.
    private static async Task<bool> IsKnownAsync(HttpContext context, string token)
    {
        await using var scope = context.RequestServices.CreateAsyncScope();
        var trial = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        trial.Request.Headers.Authorization = "Bearer " + token;
        return (await trial.AuthenticateAsync()).Principal?.Identity is CallerIdentity;
    }

    public static IResult Page(HttpContext context, string? to, string? problem)
    {
        context.Response.Headers.CacheControl = "no-store";
        var html = $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
              <title>Sign in · Quay Fleet</title>
              <link rel="stylesheet" href="/_content/Fleet.Gateway/dashboard.css">
            </head>
            <body class="sign-in">
              <main>
                <h1>Quay Fleet</h1>
                {{Elsewhere(context, to)}}
                <form method="post" action="/sign-in">
                  <label for="token">Token</label>
                  <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
                  <input type="hidden" name="to" value="{{HtmlEncoder.Default.Encode(to ?? "/")}}">
                  {{(problem is null ? "" : $"<p role=\"alert\">{HtmlEncoder.Default.Encode(problem)}</p>")}}
                  <p class="hint">The administrator's is in <code>admin.token</code> of the server's data folder; others are made with <code>quayfleet token create</code>.</p>
                  <button type="submit">Sign in</button>
                </form>
              </main>
            </body>
            </html>
            """;
        return Results.Content(html, "text/html; charset=utf-8", statusCode: problem is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);
    }

    private static string Elsewhere(HttpContext context, string? to) => context.RequestServices.GetService<OidcProvider>() is { } provider
        ? $"<p><a class=\"elsewhere\" href=\"{OidcSignIn.Path}?to={Uri.EscapeDataString(OfThisSite(to))}\">Sign in at {HtmlEncoder.Default.Encode(provider.Name)}</a></p><p>or with a token:</p>"
        : "";
}
