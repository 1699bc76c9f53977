using System.Formats.Tar;
using System.IO.Compression;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Tests.Charts;

public sealed class ChartArchiveTests
{
    // HELM_FUZZ_ROUNDS makes the fuzzing longer.
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("HELM_FUZZ_ROUNDS"), out int rounds) ? rounds : 3_000;

    [Fact]
    public void Archive_is_read_with_its_parts()
    {
        Chart chart = Load(TestArchive.Chart(
            "box", ("values.yaml", "a: 1"), ("templates/x.yaml", "x"), ("README.md", "read"), ("crds/c.yaml", "crd"), ("values.schema.json", "{}")));

        Assert.Equal(("box", "1.2.3", "v2"), (chart.Name, chart.Metadata.Version, chart.Metadata.ApiVersion));
        Assert.Equal(1d, chart.Values!["a"]);
        Assert.Equal(["templates/x.yaml"], chart.Templates.Select(file => file.Name));
        Assert.Equal(["README.md", "crds/c.yaml"], chart.Files.Select(file => file.Name));
        Assert.Equal(["box/crds/c.yaml"], chart.Crds().Select(crd => crd.FullName));
        Assert.NotNull(chart.Schema);
    }

    [Fact]
    public void Packed_subcharts_and_byte_order_marks_are_read()
    {
        byte[] inner = TestArchive.Chart("sub", ("values.yaml", "\uFEFFk: 1"));
        byte[] packed = TestArchive.Pack(tar =>
        {
            TestArchive.Add(tar, "top/Chart.yaml", "\uFEFFapiVersion: v2\nname: top\nversion: 0.1.0\n");
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "top/charts/sub-1.2.3.tgz") { DataStream = new MemoryStream(inner) });
            TestArchive.Add(tar, "top/charts/_hidden/Chart.yaml", "broken");
            TestArchive.Add(tar, "top/charts/.hidden/Chart.yaml", "broken");
        });

        Chart chart = Load(packed);

        Assert.Equal(1d, Assert.Single(chart.Dependencies).Values!["k"]);
        Assert.Equal("top/charts/sub", chart.Dependencies[0].FullPath);
    }

    [Fact]
    public void Old_charts_take_dependencies_from_requirements()
    {
        Chart chart = Load(TestArchive.Pack(
            ("old/Chart.yaml", "name: old\nversion: 1.0.0\n"),
            ("old/requirements.yaml", "dependencies: [{name: sub, version: 1.x, repository: '', alias: other, tags: [t], condition: other.on}]"),
            ("old/requirements.lock", "digest: x\n")));

        Assert.Equal("v1", chart.Metadata.ApiVersion);
        ChartDependency dependency = Assert.Single(chart.Metadata.Dependencies!);
        Assert.Equal(("sub", "1.x", "other", "other.on"), (dependency.Name, dependency.Version, dependency.Alias, dependency.Condition));
        Assert.Equal(["requirements.yaml", "requirements.lock"], chart.Files.Select(file => file.Name));
        Assert.NotNull(chart.Lock);
    }

    [Theory]
    [InlineData("box/../../etc/passwd", "chart illegally references parent directory")]
    [InlineData("box/..", "chart illegally references parent directory")]
    [InlineData("box//etc/passwd", "chart illegally contains absolute paths")]
    [InlineData("box\\\\etc\\passwd", "chart illegally contains absolute paths")]
    [InlineData("box\\..\\x", "chart illegally references parent directory")]
    [InlineData("box/c:/x", "chart contains illegally named files")]
    [InlineData("loose", "chart illegally contains content outside the base directory: \"loose\"")]
    public void Hostile_names_are_refused(string name, string expected)
    {
        byte[] packed = TestArchive.Pack(("box/Chart.yaml", "name: box\nversion: 1.0.0\n"), (name, "x"));

        Assert.Equal(expected, Assert.Throws<HelmException>(() => Load(packed)).Message);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    public void Links_and_devices_are_refused(TarEntryType type)
    {
        byte[] packed = TestArchive.Pack(tar =>
        {
            PaxTarEntry entry = new(type, "box/link");
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            {
                entry.LinkName = "/etc/passwd";
            }

            tar.WriteEntry(entry);
        });

        Assert.Equal(
            "chart illegally contains an entry that is not a regular file: \"box/link\"", Assert.Throws<HelmException>(() => Load(packed)).Message);
    }

    [Fact]
    public void Too_many_entries_are_refused()
    {
        byte[] packed = TestArchive.Chart("box", [.. Enumerable.Range(0, 30).Select(i => ($"f{i}", ""))]);

        HelmException failure = Assert.Throws<HelmException>(() => Load(packed, new ArchiveLimits { MaxEntries = 20 }));

        Assert.Equal("chart has more than the maximum of 20 files", failure.Message);
    }

    [Fact]
    public void Too_large_files_are_refused()
    {
        byte[] packed = TestArchive.Chart("box", ("big", new string('x', 5000)));

        HelmException failure = Assert.Throws<HelmException>(() => Load(packed, new ArchiveLimits { MaxFileBytes = 4000 }));

        Assert.Equal("decompressed chart file \"box/big\" is larger than the maximum file size 4000", failure.Message);
    }

    [Fact]
    public void Bombs_are_refused_before_they_unfold()
    {
        byte[] packed = TestArchive.Chart("box", ("zeros", new string('0', 4 << 20)));

        HelmException failure = Assert.Throws<HelmException>(() => Load(packed, new ArchiveLimits { MaxTotalBytes = 1 << 20 }));

        Assert.Equal("decompressed chart is larger than the maximum size 1048576 bytes", failure.Message);
    }

    [Fact]
    public void Nested_archives_share_the_budget_and_the_depth()
    {
        byte[] packed = TestArchive.Chart("leaf", ("data", new string('x', 1000)));
        for (int i = 0; i < 6; i++)
        {
            byte[] inner = packed;
            packed = TestArchive.Pack(tar =>
            {
                TestArchive.Add(tar, "mid/Chart.yaml", "apiVersion: v2\nname: mid\nversion: 1.0.0\n");
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "mid/charts/in.tgz") { DataStream = new MemoryStream(inner) });
            });
        }

        Assert.Contains("nested deeper than 3", Assert.Throws<HelmException>(() => Load(packed, new ArchiveLimits { MaxDepth = 3 })).Message);
        Assert.Contains("maximum size", Assert.Throws<HelmException>(() => Load(packed, new ArchiveLimits { MaxTotalBytes = 20_000 })).Message);
        Assert.Equal("mid", Load(packed).Name);
    }

    [Theory]
    [InlineData("name: ''\nversion: 1.0.0", "validation: chart.metadata.name is required")]
    [InlineData("name: x", "validation: chart.metadata.version is required")]
    [InlineData("name: x\nversion: one", "validation: chart.metadata.version \"one\" is invalid")]
    [InlineData("name: x\nversion: 1.0.0\ntype: plugin", "validation: chart.metadata.type must be application or library")]
    [InlineData("name: x\nversion: 1.0.0\ndependencies: [{name: d, alias: 'a.b'}]", "validation: dependency \"d\" has disallowed characters in the alias")]
    [InlineData("name: [x]", "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field Metadata.name of type string")]
    [InlineData("- x", "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type chart.Metadata")]
    public void Faulty_metadata_is_named(string chartYaml, string expected)
    {
        byte[] packed = TestArchive.Pack(("box/Chart.yaml", chartYaml));

        Assert.Equal(expected, Assert.Throws<HelmException>(() => Load(packed)).Message);
    }

    [Fact]
    public void Missing_parts_are_named()
    {
        Assert.Equal("Chart.yaml file is missing", Assert.Throws<HelmException>(() => Load(TestArchive.Pack(("box/x", "")))).Message);
        Assert.Equal("no files in chart archive", Assert.Throws<HelmException>(() => Load(TestArchive.Pack(tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "box"))))).Message);
        Assert.Equal("chart yaml not in base directory", Assert.Throws<HelmException>(() => Load(TestArchive.Pack(("Chart.yaml/x", "")))).Message);
    }

    [Fact]
    public void Damaged_archives_fail_in_one_way_only()
    {
        Random random = new(7);
        byte[] good = TestArchive.Chart("box", ("values.yaml", "a: {b: [1, 2]}"), ("templates/x.yaml", "kind: {{ .Values.a }}"));
        byte[] plain = Unzip(good);
        ArchiveLimits limits = new() { MaxTotalBytes = 1 << 20, MaxFileBytes = 1 << 18 };
        int refused = 0;

        for (int i = 0; i < Rounds; i++)
        {
            byte[] damaged = i % 2 == 0 ? Damage(good, random) : Zip(Damage(plain, random));
            try
            {
                Load(damaged, limits);
            }
            catch (HelmException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Rounds / 6, Rounds);
    }

    private static Chart Load(byte[] packed, ArchiveLimits? limits = null) => new ChartLoader(limits).LoadArchive(new MemoryStream(packed));

    private static byte[] Damage(byte[] good, Random random)
    {
        byte[] damaged = [.. good];
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }

    private static byte[] Unzip(byte[] packed)
    {
        using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
        using MemoryStream plain = new();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Zip(byte[] plain)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }
}
