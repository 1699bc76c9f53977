using System.Collections.Concurrent;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Tests.Support;

/// <summary>Images in memory: what is here, and a registry to fetch the others from.</summary>
internal sealed class MemoryImages : IImageStore
{
    private readonly ConcurrentDictionary<string, ImageFacts> _here = new();
    private readonly ConcurrentDictionary<string, ImageFacts> _registry = new();

    public void Load(string image, ImageFacts facts) => _here[image] = facts;

    public void Publish(string image, ImageFacts facts) => _registry[image] = facts;

    public Task<ImageFacts?> FindAsync(string image, CancellationToken cancellationToken) => Task.FromResult(_here.GetValueOrDefault(image));

    public Task PullAsync(string image, CancellationToken cancellationToken)
    {
        _here[image] = _registry.TryGetValue(image, out ImageFacts? facts) ? facts : throw new ImageException($"registry.test answers 404 for {image}; push it first", isFinal: false);
        return Task.CompletedTask;
    }
}
