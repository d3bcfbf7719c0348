using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Gateway;

public static class Stub
{
    public static IServiceCollection AddFleetGateway(this IServiceCollection services, string adminToken) => services;

    public static WebApplication MapFleetGateway(this WebApplication app) => app;
}
