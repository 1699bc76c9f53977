using FsCheck;
using FsCheck.Fluent;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Values;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Tests.Values;

/// <summary>What must hold for all values, whatever they are.</summary>
public sealed class CoalescingLawTests
{
    private static readonly Gen<string> Key = Gen.Elements("a", "b", "c", "global", "sub");

    private static readonly Gen<object?> Scalar = Gen.OneOf(
        Gen.Elements<object?>(1d, 2.5d, true, false, "x", "", null),
        Gen.Constant<object?>(new List<object?> { 1d, "y" }));

    private static readonly Arbitrary<ValueMap> Maps = Gen.Sized(size => Map(Math.Min(size / 10 + 1, 3))).ToArbitrary();

    [Fact]
    public void No_defaults_leave_the_users_values() => Check(Prop.ForAll(Maps, values =>
        Json(Coalesce(null, values)) == Json(values)));

    [Fact]
    public void No_values_give_the_defaults() => Check(Prop.ForAll(Maps, defaults =>
        Json(Coalesce(defaults, [])) == Json(defaults)));

    [Fact]
    public void The_users_values_are_never_changed() => Check(Prop.ForAll(Maps, Maps, (defaults, values) =>
    {
        string before = Json(values);
        Coalesce(defaults, values);
        return Json(values) == before;
    }));

    [Fact]
    public void A_scalar_of_the_user_wins() => Check(Prop.ForAll(Maps, Maps, (defaults, values) =>
    {
        ValueMap result = Coalesce(defaults, values);
        return values.All(entry => entry.Value is null or ValueMap || GoValue.DeepEquals(result[entry.Key], entry.Value));
    }));

    [Fact]
    public void A_null_of_the_user_deletes_a_default() => Check(Prop.ForAll(Maps, Maps, (defaults, values) =>
    {
        ValueMap result = Coalesce(defaults, values);
        return values.All(entry => entry.Value is not null || result.ContainsKey(entry.Key) != defaults.ContainsKey(entry.Key));
    }));

    [Fact]
    public void Every_key_comes_from_somewhere() => Check(Prop.ForAll(Maps, Maps, (defaults, values) =>
        Coalesce(defaults, values).Keys.All(key => defaults.ContainsKey(key) || values.ContainsKey(key))));

    [Fact]
    public void Merging_files_keeps_the_keys_of_both_and_the_last_scalar() => Check(Prop.ForAll(Maps, Maps, (first, second) =>
    {
        ValueMap merged = ValuesMerger.MergeMaps(first, second);
        return merged.Keys.Order().SequenceEqual(first.Keys.Union(second.Keys).Order()) &&
            second.All(entry => entry.Value is ValueMap || GoValue.DeepEquals(merged[entry.Key], entry.Value));
    }));

    [Fact]
    public void Merging_a_file_twice_changes_nothing() => Check(Prop.ForAll(Maps, Maps, (first, second) =>
    {
        ValueMap once = ValuesMerger.MergeMaps(first, second);
        return Json(ValuesMerger.MergeMaps(once, second)) == Json(once);
    }));

    [Fact]
    public void Globals_of_the_top_chart_reach_every_subchart() => Check(Prop.ForAll(Maps, globals =>
    {
        Chart sub = NewChart("sub", null);
        Chart top = NewChart("top", new ValueMap { ["global"] = globals.DeepCopy() });
        top.SetDependencies([sub]);
        ValueMap result = new ValuesCoalescer(static _ => { }).Coalesce(top, []);
        return Json(((ValueMap)result["sub"]!)["global"]) == Json(globals);
    }));

    private static void Check(Property property) => FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), property);

    private static ValueMap Coalesce(ValueMap? defaults, ValueMap values) =>
        new ValuesCoalescer(static _ => { }).Coalesce(NewChart("top", defaults?.DeepCopy()), values);

    private static Chart NewChart(string name, ValueMap? values) => new() { Metadata = new ChartMetadata { Name = name }, Values = values };

    private static string Json(object? value) => HelmYaml.ToJson(value);

    private static Gen<ValueMap> Map(int depth)
    {
        Gen<object?> value = depth == 0 ? Scalar : Gen.OneOf(Scalar, Map(depth - 1).Select(map => (object?)map));
        Gen<(string Key, object? Value)> entry = Key.SelectMany(key => value.Select(item => (key, item)));
        return Gen.Choose(0, 4).SelectMany(count => Gen.ArrayOf(entry, count)).Select(entries =>
        {
            ValueMap map = [];
            foreach ((string key, object? item) in entries)
            {
                map[key] = GoValue.DeepCopy(item);
            }

            return map;
        });
    }
}
