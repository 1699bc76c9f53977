namespace Kuscia.Gateway.Routes;

/// <summary>Holds the table in force.</summary>
internal sealed class RouteTableState
{
    private RouteTable _current = RouteTable.Empty;

    public RouteTable Current => Volatile.Read(ref _current);

    public void Replace(RouteTable table) => Volatile.Write(ref _current, table);
}
