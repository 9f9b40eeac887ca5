namespace Bss2.Hal.Containers;

/// <summary>Containers that belong together.</summary>
/// <param name="Name">What they concern.</param>
/// <param name="Containers">The containers.</param>
public sealed record ContainerGroup(string Name, IReadOnlyList<ContainerEntry> Containers);
