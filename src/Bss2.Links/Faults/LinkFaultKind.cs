namespace Bss2.Links.Faults;

/// <summary>Branches of the dice.</summary>
internal enum LinkFaultKind
{
    Drop,
    Duplicate,
    Reorder,
    Flip,
    Truncate,
    Delay,
}
