namespace Bss2.Hal.Wire;

/// <summary>Instructions in words, for messages to people.</summary>
public static class ToFpgaText
{
    /// <summary>One instruction.</summary>
    public static string Describe(ulong message)
    {
        int header = (int)(message >> 56);
        if (header >= UtDictionary.ToFpga.Count)
        {
            return $"unknown 0x{message:X16}";
        }
        string name = UtDictionary.ToFpga.Names[header];
        return header switch
        {
            ToFpga.OmnibusAddressHeader => $"{name} {((message >> 36 & 1) != 0 ? "read" : "write")} 0x{(uint)message:X8}",
            ToFpga.OmnibusDataHeader => $"{name} 0x{(uint)message:X8}",
            ToFpga.LoopbackHeader => (message & 1) != 0 ? $"{name} tick" : $"{name} halt",
            ToFpga.SetupHeader or ToFpga.JtagInitHeader => name,
            _ => $"{name} {message & 0x00FF_FFFF_FFFF_FFFF}",
        };
    }
}
