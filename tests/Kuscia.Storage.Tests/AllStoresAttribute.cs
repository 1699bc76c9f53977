using System.Reflection;
using Kuscia.Testing.Components;
using Xunit.Sdk;

namespace Kuscia.Storage.Tests;

/// <summary>Runs a theory on every store: <c>sqlite</c>, and <c>mariadb</c> and <c>postgresql</c> where their servers are installed (under CI=true always).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AllStoresAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from store in new[] { ("sqlite", ""), ("mariadb", "mariadbd"), ("postgresql", "initdb") }
        where store.Item2.Length == 0 || RealComponent.IsRequired || RealComponent.Find(store.Item2) is not null
        select new object[] { store.Item1 };
}
