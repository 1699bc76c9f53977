using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kuscia.Hosting.Listeners;

/// <summary>The bare web host that every listener of a node starts from.</summary>
internal static class NodeWebHost
{
    /// <summary>Kestrel and nothing else: no configuration files, no console, only warnings logged, no interest in signals, and connections within limits.</summary>
    /// <param name="loggers">Where warnings go.</param>
    /// <param name="limits">What the listener may hold; default those of a small one.</param>
    public static WebApplicationBuilder CreateBuilder(ILoggerFactory loggers, ListenerLimits? limits = null)
    {
        limits ??= ListenerLimits.Small("listener");
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(new QuietLoggers(loggers)));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        builder.WebHost.UseKestrelCore();
        builder.Services.Replace(ServiceDescriptor.Singleton<IConnectionListenerFactory>(new BoundedListenerFactory(limits, TimeProvider.System, loggers)));
        builder.Services.AddSingleton<IStartupFilter>(new ListenerGuard(limits));
        return builder;
    }

    // The node decides when a listener ends: the default lifetime would catch SIGTERM and stop the listener too early.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
