using System.Reflection;
using Bss2.Cli.Vectors;
using Bss2.Hal.Containers;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;
using CsCheck;

namespace Bss2.UnitTests.Hal;

/// <summary>What must hold for every container, whatever its fields: a container is covered by being in the catalogue.</summary>
public sealed class ContainerPropertyTests
{
    private const int Iterations = 100;

    public static TheoryData<string> Names => [.. ContainerCatalogue.All.Select(entry => entry.Name)];

    public static TheoryData<string> Readable =>
        [.. ContainerCatalogue.All.Where(entry => entry.ReadTransports != RegisterTransports.None).Select(entry => entry.Name)];

    [Fact]
    public void The_catalogue_lists_every_container_of_the_assembly_once()
    {
        string[] types = [.. typeof(ContainerEntry).Assembly.GetTypes()
            .Where(type => !type.IsInterface && Contract(type) is not null).Select(type => type.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(types, ContainerCatalogue.All.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.Equal(99, types.Length);
    }

    [Theory]
    [MemberData(nameof(Readable))]
    public void What_is_encoded_decodes_to_the_same_fields_whatever_the_unused_bits(string name)
    {
        ContainerEntry entry = ContainerCatalogue.Find(name)!;
        RegisterLayout layout = entry.Layout;
        // A lane container's table shows the lane of byte 0 of a word.
        Gen<int> coordinates = Gen.Int[0, entry.CoordinateCount - 1].Select(n => name.EndsWith("MemoryByte",
            StringComparison.Ordinal) ? n & ~3 : n);
        Gen.Select(Fields(layout), coordinates, Gen.UInt.Array[layout.Words]).Sample((values, at, dirt) =>
        {
            var words = new uint[layout.Words];
            layout.Encode(values, words);
            for (int w = 0; w < words.Length; w++)
            {
                words[w] ^= dirt[w] & ~Used(layout, w);
            }
            long[] expected = [.. layout.Fields.Select((field, f) => field.IsAccessOption ? field.Default : values[f])];
            Assert.Equal(expected, entry.Decode(at, entry.ToAnswers(words)));
        }, iter: Iterations);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_out_of_its_range_is_refused_by_name(string name)
    {
        ContainerEntry entry = ContainerCatalogue.Find(name)!;
        long[] values = entry.Layout.Defaults();
        for (int f = 0; f < values.Length; f++)
        {
            RegisterField field = entry.Layout.Fields[f];
            foreach (long wrong in (long[])[field.Minimum - 1, field.Maximum + 1])
            {
                values[f] = wrong;
                var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => entry.Layout.Encode(values,
                    new uint[entry.Layout.Words]));
                Assert.Contains($"{name}.{field.Name} is {wrong}; it must lie in {field.Minimum}..{field.Maximum}",
                    refusal.Message,
                    StringComparison.Ordinal);
                if (entry.WriteTransports != RegisterTransports.None)
                {
                    Assert.Throws<ArgumentOutOfRangeException>(() => entry.AppendWrite(values, 0, entry.UsualWrite,
                        new MessageList()));
                }
            }
            values[f] = field.Default;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_new_container_holds_the_defaults_of_its_table_and_fields_come_back(string name)
    {
        Type type = typeof(ContainerEntry).Assembly.GetType($"{typeof(ContainerEntry).Namespace}.{name}")!;
        Type[] arguments = Contract(type)!.GetGenericArguments();
        MethodInfo check = typeof(ContainerPropertyTests).GetMethod(nameof(CheckFields),
            BindingFlags.NonPublic | BindingFlags.Static)!;
        check.MakeGenericMethod(arguments).Invoke(null, [type.GetConstructor([]) is { } create ? create.Invoke([]) : null]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_transport_carries_the_same_words_and_no_other_is_taken(string name)
    {
        ContainerEntry entry = ContainerCatalogue.Find(name)!;
        foreach (RegisterTransports transport in Enum.GetValues<RegisterTransports>().Where(t => t != RegisterTransports.None))
        {
            var sink = new MessageList();
            if ((entry.WriteTransports & transport) == 0)
            {
                Assert.Throws<ArgumentException>(() => entry.AppendWrite(entry.Layout.Defaults(), 0, transport, sink));
            }
            else
            {
                entry.AppendWrite(entry.Layout.Defaults(), 0, transport, sink);
                Assert.NotEmpty(sink.Words);
            }
            if ((entry.ReadTransports & transport) == 0)
            {
                Assert.Throws<ArgumentException>(() => entry.AppendRead(0, transport, sink));
                continue;
            }
            sink.Words.Clear();
            entry.AppendRead(0, transport, sink);
            int answers = sink.Words.Count(word => (int)(word >> 56) switch
            {
                ToFpga.OmnibusAddressHeader => (word >> 36 & 1) != 0,
                ToFpga.JtagDataHeader => (word >> 48 & 1) != 0,
                ToFpga.LoopbackHeader => true,
                _ => false,
            });
            Assert.Equal(entry.AnswerCount, answers);
        }
    }

    private static void CheckFields<T, TCoordinate>(T? fresh)
        where T : class, IRegisterContainer<T, TCoordinate>
    {
        if (fresh is not null)
        {
            Assert.Equal(T.Layout.Defaults(), Values<T, TCoordinate>(fresh));
        }
        Fields(T.Layout).Sample(set => Assert.Equal(set, Values<T, TCoordinate>(T.FromFields(set))), iter: Iterations);
    }

    private static long[] Values<T, TCoordinate>(T container)
        where T : class, IRegisterContainer<T, TCoordinate>
    {
        var values = new long[T.Layout.Fields.Count];
        container.GetFields(values);
        return values;
    }

    /// <summary>
    /// Values in the ranges of the table, ends often; the row of a CapMem debug cell is one hot bit, its column one of 130.
    /// </summary>
    private static Gen<long[]> Fields(RegisterLayout layout) => Gen.ULong.Array[layout.Fields.Count].Select(chance =>
        layout.Fields.Select((field, f) => Value(layout.Name, field, chance[f])).ToArray());

    internal static long Value(string container, RegisterField field, ulong chance) => (container, field.Name, chance % 8) switch
    {
        ("CapMemBlockConfig", "debug_row_hotbit", _) => 1L << (int)(chance % 24),
        ("CapMemBlockConfig", "debug_column", _) => (long)(chance % 130),
        ("CapMemBlockConfig", "prescale_ramp" or "prescale_pause", _) => (long)(chance % 7),
        (_, _, 0) => field.Minimum,
        (_, _, 1) => field.Maximum,
        _ => field.Minimum + (long)(chance / 8 % ((ulong)(field.Maximum - field.Minimum) + 1)),
    };

    private static uint Used(RegisterLayout layout, int word)
    {
        uint used = layout.GrayCoded ? uint.MaxValue : layout.FixedBits(word);
        foreach (FieldPiece piece in layout.Fields.SelectMany(field => field.Pieces).Where(piece => piece.Word == word))
        {
            used |= (piece.Width == 32 ? uint.MaxValue : (1u << piece.Width) - 1) << piece.Lsb;
        }
        return used;
    }

    private static Type? Contract(Type type) => type.GetInterfaces().FirstOrDefault(i =>
        i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRegisterContainer<,>));
}
