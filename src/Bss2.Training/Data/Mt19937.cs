namespace Bss2.Training.Data;

/// <summary>The Mersenne Twister MT19937 as numpy's legacy RandomState uses it: the published data set is defined by its bits.</summary>
/// <remarks>Source: Matsumoto &amp; Nishimura 1998, doi 10.1145/272991.272995; init_genrand and the 53-bit double of their reference.</remarks>
public sealed class Mt19937
{
    private const int Length = 624, Shift = 397;

    private readonly uint[] _state = new uint[Length];
    private int _index = Length;

    /// <summary>Seeds by init_genrand.</summary>
    public Mt19937(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Length; i++)
        {
            _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + i;
        }
    }

    /// <summary>The next 32 bits.</summary>
    public uint NextUInt32()
    {
        if (_index == Length)
        {
            Twist();
        }
        uint y = _state[_index++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    /// <summary>Uniform in [0, 1) with 53 bits, from two draws.</summary>
    public double NextDouble()
    {
        ulong a = NextUInt32() >> 5, b = NextUInt32() >> 6;
        return (a * 67108864.0 + b) / 9007199254740992.0;
    }

    /// <summary>Uniform in 0..2 as numpy's randint(3): two bits, redrawn while 3.</summary>
    public int NextOfThree()
    {
        uint value;
        do
        {
            value = NextUInt32() & 3;
        }
        while (value == 3);
        return (int)value;
    }

    private void Twist()
    {
        for (int i = 0; i < Length; i++)
        {
            uint y = (_state[i] & 0x80000000u) | (_state[(i + 1) % Length] & 0x7FFFFFFFu);
            _state[i] = _state[(i + Shift) % Length] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DFu);
        }
        _index = 0;
    }
}
