package message

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// FuzzTokenizer holds our tokenizer against the reference implementation.
func FuzzTokenizer(f *testing.F) {
	for _, s := range []string{"a<b>c</b>d", "<p class=x style='a:b' CLASS=y hidden>", "<a href=\"?a=1&amp;copy=2&copy;&copyx&copy&#38&#x26;&notin;\">", "<a href=&lt=&gt>",
		"<!-->a", "<!--->a", "<!--a--!>b", "<!--a---->b", "<!---- >-->b", "<!--a--!->b-->c", "<!doctype html>x", "<!DOC", "<!>a", "<!x>a", "<?x>a", "</>a", "</3>a", "</",
		"<", "a<3", "<<b>", "<style>a<b></style >c", "<script><!--<script></script>--></script>b", "<style></style>a", "<title>a<b>c", "<br/>a", "<p/=x/ a=/>b", "<p =a=b>", "<p a",
		"<p a='", "<a b= >", "a\r\nb<p title='c\r\nd\x00e\rf' \x00=1>", "<\u212a>", "<p \u017ftyle=1 STYLE=2>", "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaa>", "<a id=1\tclass=2\fsize=3/>",
		"<SCRIPT>a</sCript>b", "<style>a</style", "</p a='>'>b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := ourTokens(s), referenceTokens(s); !slices.Equal(got, want) {
			t.Errorf("%q:\ngot  %q\nwant %q", s, got, want)
		}
	})
}

func ourTokens(s string) (all []string) {
	z := tokenizer{rest: s}
	for {
		switch z.next() {
		case noToken:
			return all
		case textToken:
			all = append(all, "text "+z.text)
		case startToken:
			all = append(all, fmt.Sprint("start ", z.tag, z.attrs))
		case endToken:
			all = append(all, fmt.Sprint("end ", z.tag))
		}
	}
}

func referenceTokens(s string) (all []string) {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return all
		case html.TextToken:
			all = append(all, "text "+string(z.Raw()))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			var attrs []html.Attribute
			for more {
				var key, val []byte
				key, val, more = z.TagAttr()
				if len(attrs) < maxAttrs && len(val) <= maxURL && slices.Contains(attributes[:], string(key)) {
					attrs = append(attrs, html.Attribute{Key: string(key), Val: string(val)})
				}
			}
			if tag != atom.Script && tag != atom.Style {
				z.NextIsNotRawText()
			}
			all = append(all, fmt.Sprint("start ", tag, attrs))
		case html.EndTagToken:
			name, _ := z.TagName()
			all = append(all, fmt.Sprint("end ", atom.Lookup(name)))
		}
	}
}
