namespace Bss2.Hal.Coordinates;

/// <summary>Coordinate of what exists once on a chip or FPGA.</summary>
public readonly record struct Unique : ICoordinate<Unique>
{
    int ICoordinate<Unique>.Value => 0;

    static int ICoordinate<Unique>.Count => 1;

    static Unique ICoordinate<Unique>.At(int number)
    {
        Ranged.Require(nameof(Unique), number, 1);
        return default;
    }
}
