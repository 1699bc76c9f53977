namespace Kuscia.Helm.Functions.Time;

/// <summary>A time zone that knows its offset and its short name at any instant.</summary>
internal sealed class GoZone
{
    private static readonly DateTimeOffset Earliest = new(1, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(9999, 12, 30, 0, 0, 0, TimeSpan.Zero);

    private readonly TimeZoneInfo? _zone;
    private readonly ZoneNames? _names;
    private readonly string _name;
    private readonly int _offset;

    private GoZone(string name, int offset)
    {
        _name = name;
        _offset = offset;
    }

    private GoZone(TimeZoneInfo zone)
    {
        _zone = zone;
        _name = zone.Id;
        _names = ZoneNames.Load(zone.Id);
    }

    public static GoZone Utc { get; } = new("UTC", 0);

    /// <summary>A zone with a fixed offset, as read from text.</summary>
    public static GoZone Fixed(string name, int offset) => new(name, offset);

    public static GoZone From(TimeZoneInfo zone) => zone.Equals(TimeZoneInfo.Utc) ? Utc : new GoZone(zone);

    /// <summary>Finds a zone by its name; null when there is none.</summary>
    public static GoZone? Find(string name, TimeZoneInfo local)
    {
        if (name is "" or "UTC")
        {
            return Utc;
        }
        if (name == "Local")
        {
            return From(local);
        }
        if (name.Contains("..", StringComparison.Ordinal) || name[0] is '/' or '\\')
        {
            return null;
        }
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? new GoZone(zone) : null;
    }

    /// <summary>The short name and the offset in seconds at an instant.</summary>
    public (string Name, int Offset) At(long seconds)
    {
        if (_zone is null)
        {
            return (_name, _offset);
        }
        long inside = Math.Clamp(seconds, Earliest.ToUnixTimeSeconds(), Latest.ToUnixTimeSeconds());
        int offset = (int)_zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(inside)).TotalSeconds;
        return (_names?.Find(seconds, offset) ?? Numeric(offset), offset);
    }

    private static string Numeric(int offset)
    {
        int minutes = Math.Abs(offset) / 60;
        string sign = offset < 0 ? "-" : "+";
        return minutes % 60 == 0 ? $"{sign}{minutes / 60:00}" : $"{sign}{minutes / 60:00}{minutes % 60:00}";
    }
}
