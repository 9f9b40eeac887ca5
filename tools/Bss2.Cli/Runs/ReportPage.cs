using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Bss2.Cli.Runs;

/// <summary>A self-contained page: sections of tables and pictures that follow the reader's light or dark mode and the width of a phone.</summary>
internal sealed partial class ReportPage
{
    private const string Style = """
        :root{color-scheme:light dark;--back:#fff;--ink:#1a1a1a;--soft:#666;--line:#ddd;--card:#f7f7f5;--link:#0072b2}
        @media(prefers-color-scheme:dark){:root{--back:#131416;--ink:#e4e4e2;--soft:#9a9a98;--line:#34363a;--card:#1c1e21;--link:#56b4e9}}
        *{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:60rem;margin:0 auto;padding:1rem}h1{font-size:1.6rem;margin:.6rem 0}h2{font-size:1.15rem;margin:0 0 .6rem}
        section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:1rem 0;overflow-x:auto}
        .figures{display:flex;flex-wrap:wrap;gap:.8rem;margin:1rem 0}.figure{flex:1 1 8rem;background:var(--card);border:1px solid var(--line);
        border-radius:.6rem;padding:.6rem .9rem}.figure b{display:block;font-size:1.5rem;font-weight:600}.figure span{color:var(--soft);font-size:.85rem}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}td,th{padding:.25rem .9rem .25rem 0;text-align:left;
        border-bottom:1px solid var(--line);vertical-align:top}td:not(:first-child):not(.words){white-space:nowrap}td.words{overflow-wrap:anywhere;min-width:12rem}svg{display:block;width:100%;
        min-width:26rem;max-width:46rem;height:auto}.maps{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;flex:1 1 9rem;max-width:15rem}figure.wide{max-width:32rem;
        flex-basis:100%}img{display:block;width:100%;image-rendering:pixelated;border:1px solid var(--line)}
        figcaption,p.note{color:var(--soft);font-size:.85rem;margin:.3rem 0}code{display:block;overflow-wrap:anywhere;background:var(--back);
        border:1px solid var(--line);border-radius:.4rem;padding:.6rem}i.key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 .8em}
        """;

    private readonly StringBuilder _html = new();

    public ReportPage(string title) => _html.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><link rel=\"icon\" href=\"data:,\"><title>").Append(Escape(title))
        .Append("</title><style>").Append(Style).Append("</style></head><body><main><h1>").Append(Escape(title)).Append("</h1>");

    /// <summary>The few numbers that matter most.</summary>
    public ReportPage Figures(IEnumerable<(string Name, string Value)> figures)
    {
        _html.Append("<div class=\"figures\">");
        foreach ((string name, string value) in figures)
        {
            _html.Append("<div class=\"figure\"><b>").Append(Escape(value)).Append("</b><span>").Append(Escape(name)).Append("</span></div>");
        }
        _html.Append("</div>");
        return this;
    }

    /// <summary>A titled part of the page.</summary>
    public ReportPage Section(string title, Action<ReportPage> content)
    {
        _html.Append("<section><h2>").Append(Escape(title)).Append("</h2>");
        content(this);
        _html.Append("</section>\n");
        return this;
    }

    public ReportPage Note(string text)
    {
        _html.Append("<p class=\"note\">").Append(Escape(text)).Append("</p>");
        return this;
    }

    public ReportPage Code(string text)
    {
        _html.Append("<code>").Append(Escape(text)).Append("</code>");
        return this;
    }

    public ReportPage Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        _html.Append("<table>");
        if (head.Count > 0)
        {
            _html.Append("<tr><th>").AppendJoin("<th>", head.Select(Escape));
        }
        foreach (IReadOnlyList<string> row in rows)
        {
            _html.Append("<tr>");
            foreach (string cell in row)
            {
                _html.Append(cell.Length > 40 ? "<td class=\"words\">" : "<td>").Append(Escape(cell));
            }
        }
        _html.Append("</table>");
        return this;
    }

    /// <summary>A plot: black becomes the text's colour, the white ground goes, and it shrinks with the page.</summary>
    public ReportPage Plot(string svg)
    {
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
        svg = Size().Replace(svg, "<svg viewBox=\"0 0 $1 $2\"", 1);
        svg = Ground().Replace(svg, "", 1).Replace("stroke:black", "stroke:currentColor", StringComparison.Ordinal)
            .Replace("fill=\"black\"", "fill=\"currentColor\"", StringComparison.Ordinal);
        // Ids are the document's, and every plot counts from 1.
        int plot = _plots++;
        _html.Append(ClipId().Replace(svg, string.Create(CultureInfo.InvariantCulture, $"plot{plot}$1")));
        return this;
    }

    /// <summary>Pictures side by side.</summary>
    public ReportPage Maps(IEnumerable<(PixelMap Map, string Caption)> maps, bool wide = false)
    {
        _html.Append("<div class=\"maps\">");
        foreach ((PixelMap map, string caption) in maps)
        {
            _html.Append(wide ? "<figure class=\"wide\">" : "<figure>").Append("<img alt=\"").Append(Escape(caption)).Append("\" src=\"").Append(map.DataUri())
                .Append("\"><figcaption>").Append(Escape(caption)).Append("</figcaption></figure>");
        }
        _html.Append("</div>");
        return this;
    }

    /// <summary>What colours mean.</summary>
    public ReportPage Key(IEnumerable<(string Name, (byte R, byte G, byte B) Colour)> keys)
    {
        _html.Append("<p class=\"note\">");
        foreach ((string name, (byte r, byte g, byte b)) in keys)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<i class=\"key\" style=\"background:rgb({r},{g},{b})\"></i>{Escape(name)}");
        }
        _html.Append("</p>");
        return this;
    }

    public string Finish() => _html.Append("</main></body></html>").ToString();

    private int _plots;

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex("<svg width=\"(\\d+)\" height=\"(\\d+)\"")]
    private static partial Regex Size();

    [GeneratedRegex("<rect [^>]*style=\"fill:rgb\\(255,255,255\\);stroke:none;\" />")]
    private static partial Regex Ground();

    [GeneratedRegex("(clipPath\\d+)")]
    private static partial Regex ClipId();
}
