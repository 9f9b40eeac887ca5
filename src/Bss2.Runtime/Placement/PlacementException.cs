namespace Bss2.Runtime.Placement;

/// <summary>A network does not fit the chip: says which resource ran out and by how much.</summary>
public sealed class PlacementException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="resource">What ran out.</param>
    /// <param name="needed">How much the network needs.</param>
    /// <param name="available">How much there is.</param>
    /// <param name="advice">What to do.</param>
    public PlacementException(string resource, double needed, double available, string advice)
        : base($"The network does not fit: it needs {needed:0.###} of {resource}, the chip offers {available:0.###}. {advice}") =>
        (Resource, Needed, Available) = (resource, needed, available);

    /// <summary>What ran out.</summary>
    public string Resource { get; }

    /// <summary>How much the network needs.</summary>
    public double Needed { get; }

    /// <summary>How much there is.</summary>
    public double Available { get; }
}
