package message

import "testing"

func TestHeaderText(t *testing.T) {
	for _, c := range []struct{ name, in, hint, want string }{
		{"plain", "Hello", "", "Hello"},
		{"Q", "=?iso-8859-1?Q?M=FCller_&_S=F6hne?=", "", "Müller & Söhne"},
		{"B", "=?utf-8?B?TcO8bGxlcg==?=", "", "Müller"},
		{"neighbours lose the blank", "=?utf-8?Q?a?= =?utf-8?Q?b?=", "", "ab"},
		{"text keeps it", "=?utf-8?Q?a?= b =?utf-8?Q?c?=", "", "a b c"},
		{"character cut between words, B", "=?utf-8?B?TcM=?= =?utf-8?B?vGxsZXI=?=", "", "Müller"},
		{"character cut between words, Q", "=?utf-8?Q?M=C3?= =?utf-8?Q?=BCller?=", "", "Müller"},
		{"base64 cut anywhere", "=?utf-8?B?5pel5?= =?utf-8?B?pys?=", "", "日本"},
		{"no padding", "=?utf-8?B?TcO8bGxlcg?=", "", "Müller"},
		{"ISO-2022-JP with state over words", "=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?B?S1w4bBsoQg==?=", "", "日本語"},
		{"unknown charset does not spoil the rest", "=?x-martian?Q?abc?= =?utf-8?Q?=C3=BC?=", "", "abcü"},
		{"language suffix", "=?utf-8*en?Q?hi?=", "", "hi"},
		{"blanks inside", "=?utf-8?Q?two words?=", "", "two words"},
		{"question mark inside", "=?utf-8?Q?what??=", "", "what?"},
		{"stuck to text", "Re:=?utf-8?Q?x?=y", "", "Re:xy"},
		{"lower case", "=?UTF-8?b?w7w=?=", "", "ü"},
		{"false label", "=?us-ascii?Q?M=C3=BCller?=", "", "Müller"},
		{"latin-1 label on UTF-8", "=?iso-8859-1?Q?M=C3=BCller?=", "", "Müller"},
		{"windows characters", "=?iso-8859-1?Q?=93x=94_=80?=", "", "“x” €"},
		{"GB2312 with GBK characters", "=?gb2312?B?6U4=?=", "", "镹"},
		{"raw UTF-8", "Müller", "", "Müller"},
		{"raw latin-1", "M\xfcller", "", "Müller"},
		{"raw with the body's charset", "\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r", "Привет"},
		{"raw ISO-2022-JP", "\x1b$BF|K\\\x1b(B", "", "日本"},
		{"unfinished", "=?utf-8?Q?abc", "", "=?utf-8?Q?abc"},
		{"not a word", "a =? b ?= c", "", "a =? b ?= c"},
		{"line break and escape inside", "=?utf-8?Q?a=0D=0ABcc:_x=1B[2J?=", "", "a Bcc: x·[2J"},
		{"UTF-7", "=?utf-7?Q?M+APw-ller?=", "", "Müller"},
		{"UTF-16", "=?utf-16?B?/v8ATQD8AGwAbABlAHI=?=", "", "Müller"},
		{"KS C 5601", "=?ks_c_5601-1987?B?vsiz58fPvLy/5A==?=", "", "안녕하세요"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := headerText(c.in, c.hint); got != c.want {
				t.Errorf("headerText(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestParams(t *testing.T) {
	for _, c := range []struct{ name, in, param, want string }{
		{"quoted", `attachment; filename="a b.txt"`, "filename", "a b.txt"},
		{"unquoted with blanks", "attachment; filename=a b.txt", "filename", "a b.txt"},
		{"unquoted with parentheses", "attachment; filename=report (1).pdf; size=3", "filename", "report (1).pdf"},
		{"unclosed quote", `attachment; filename="a.txt; size=3`, "filename", "a.txt"},
		{"escaped quote", `x/y; name="a\"b.txt"`, "name", `a"b.txt`},
		{"quoted twice", `x/y; name=\"a b.txt\"; size=3`, "name", "a b.txt"},
		{"path of Windows", `x/y; name="C:\temp\a.txt"`, "name", `C:\temp\a.txt`},
		{"blanks around the equals sign", "x/y; name = a.txt", "name", "a.txt"},
		{"no semicolon", "x/y name=a.txt", "name", "a.txt"},
		{"no semicolon between", `x/y; charset="utf-8" name="a.txt"`, "name", "a.txt"},
		{"twice", "x/y; name=a; name=b", "name", "a"},
		{"comment", "x/y (hello; name=no); name=a", "name", "a"},
		{"encoded word", "x/y; name=\"=?utf-8?Q?=C3=BC.txt?=\"", "name", "ü.txt"},
		{"raw 8-bit", "x/y; name=\"\xfc.txt\"", "name", "ü.txt"},
		{"RFC 2231", "x/y; name*=utf-8'de'%C3%BC.txt", "name", "ü.txt"},
		{"RFC 2231 in pieces", "x/y; name*0*=utf-8''%C3; name*1*=%BC; name*2=.txt", "name", "ü.txt"},
		{"pieces out of order", "x/y; name*1=b; name*0=a", "name", "ab"},
		{"pieces, not extended", `x/y; name*0="a "; name*1="b.txt"`, "name", "a b.txt"},
		{"both forms", "x/y; name=u.txt; name*=utf-8''%C3%BC.txt", "name", "ü.txt"},
		{"broken percent", "x/y; name*=utf-8''100%.txt", "name", "100%.txt"},
		{"line break in RFC 2231", "x/y; name*=utf-8''a%0D%0Ab", "name", "a b"},
		{"trailing semicolons", "x/y; name=a;;", "name", "a"},
		{"no value", "x/y; name=", "name", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, params := splitParams(c.in)
			if got := text(params, c.param, ""); got != c.want {
				t.Errorf("%q: %q, want %q", c.in, got, c.want)
			}
		})
	}
}
