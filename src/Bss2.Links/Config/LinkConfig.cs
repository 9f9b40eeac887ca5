using System.Buffers.Binary;
using System.Text;
using Bss2.Hal.Wire;

namespace Bss2.Links.Config;

/// <summary>The far end's answer to a reset, collected from one or more packets: link parameters, then the bitfile info text.</summary>
/// <remarks>
/// Link-and-playback 1.4: words 0 to 2 are sequence modulus, window and words per packet, word 3 the number n of info words. Serial links
/// put the sizes of the playback and answer memories before the text (7b). Further packets start directly with info words.
/// </remarks>
/// <param name="endpoint">For error messages.</param>
/// <param name="sizeWords">Words between word 3 and the text: 0, or 2 on a serial link.</param>
internal sealed class LinkConfig(string endpoint, int sizeWords)
{
    private const int HeadWords = 4, MaximumInfoWords = 8192;

    private readonly List<byte> _text = [];
    private readonly ulong[] _sizes = new ulong[sizeWords];
    private int _left = -1;

    /// <summary>Whether all of it has come.</summary>
    public bool Complete => _left == 0;

    /// <summary>Instructions that the far end's program memory holds; 0 if it does not say.</summary>
    public ulong PlaybackWords => sizeWords > 0 ? _sizes[0] : 0;

    /// <summary>Answer words that the far end can hold back; 0 if it does not say.</summary>
    public ulong AnswerWords => sizeWords > 1 ? _sizes[1] : 0;

    /// <summary>The text up to its first NUL.</summary>
    public string InfoText
    {
        get
        {
            int end = _text.IndexOf(0);
            return Encoding.UTF8.GetString([.. end < 0 ? _text : _text[..end]]);
        }
    }

    /// <summary>Takes one packet's words.</summary>
    /// <param name="words">Payload of the packet.</param>
    /// <param name="modulus">The sequence modulus that both ends must use.</param>
    /// <param name="window">The window that both ends must use.</param>
    /// <param name="maximumWords">The words per packet that both ends must use.</param>
    /// <exception cref="LinkException">The far end uses other parameters, or what it sent is no configuration.</exception>
    public void Take(ReadOnlySpan<ulong> words, int modulus, int window, int maximumWords)
    {
        if (_left < 0)
        {
            if (words.Length < HeadWords + sizeWords)
            {
                throw new LinkException(LinkFailure.Garbage, endpoint,
                    $"the answer to the reset has {words.Length} words instead of at least {HeadWords + sizeWords}; is this an FPGA's port?");
            }
            if (words[0] != (ulong)modulus || words[1] != (ulong)window || words[2] != (ulong)maximumWords)
            {
                throw new LinkException(LinkFailure.Incompatible, endpoint,
                    $"the far end counts packets modulo {words[0]} with a window of {words[1]} and {words[2]} words each, this software needs "
                    + $"{modulus}, {window} and {maximumWords}; it is built for other hardware.");
            }
            if (words[3] > MaximumInfoWords)
            {
                throw new LinkException(LinkFailure.Garbage, endpoint,
                    $"the far end announces {words[3]} words of bitfile info; more than {MaximumInfoWords} cannot be right.");
            }
            _left = (int)words[3];
            words[HeadWords..(HeadWords + sizeWords)].CopyTo(_sizes);
            words = words[(HeadWords + sizeWords)..];
        }
        if (words.Length > _left)
        {
            throw new LinkException(LinkFailure.Garbage, endpoint,
                $"the far end sent {words.Length - _left} words beyond the bitfile info that it announced.");
        }
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        foreach (ulong word in words)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, word);
            _text.AddRange(bytes);
        }
        _left -= words.Length;
    }
}
