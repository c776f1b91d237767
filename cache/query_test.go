package cache

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// noon is the now of the query tests.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.FixedZone("CET", 3600))

func mustParse(t testing.TB, s string) *Query {
	t.Helper()
	q, err := ParseQuery(s, noon)
	if err != nil {
		t.Fatalf("ParseQuery(%q): %v", s, err)
	}
	return q
}

func TestParseQuery(t *testing.T) {
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, noon.Location()) }
	word := func(s string) node { return textTerm{value: s} }
	for in, want := range map[string]node{
		"":                        nil,
		" \t\x00\n ":              nil,
		"tea":                     word("tea"),
		"tea cake":                allOf{word("tea"), word("cake")},
		"tea OR cake pie":         anyOf{word("tea"), allOf{word("cake"), word("pie")}},
		"(tea OR cake) pie":       allOf{anyOf{word("tea"), word("cake")}, word("pie")},
		"((tea))":                 word("tea"),
		"(tea cake) pie":          allOf{word("tea"), word("cake"), word("pie")},
		"or":                      word("or"),
		`"OR"`:                    word("OR"),
		"ORB":                     word("ORB"),
		"-tea":                    not{word("tea")},
		"--tea":                   word("tea"),
		"-(tea cake)":             not{allOf{word("tea"), word("cake")}},
		"e-mail":                  word("e-mail"),
		`"-tea"`:                  word("-tea"),
		"te*":                     textTerm{value: "te", prefix: true},
		"te***":                   textTerm{value: "te", prefix: true},
		`"green te*"`:             textTerm{value: "green te", prefix: true},
		`"green tea"`:             word("green tea"),
		`say"green tea"now`:       allOf{word("say"), word("green tea"), word("now")},
		`"a ""quoted"" word"`:     word(`a "quoted" word`),
		"from:ada":                textTerm{field: inFrom, value: "ada"},
		"FROM:Ada":                textTerm{field: inFrom, value: "Ada"},
		`to:"Ada L*"`:             textTerm{field: inTo, value: "Ada L", prefix: true},
		"subject:a:b":             textTerm{field: inSubject, value: "a:b"},
		"body:x list:y file:z":    allOf{textTerm{field: inBody, value: "x"}, textTerm{field: inList, value: "y"}, textTerm{field: inFile, value: "z"}},
		"from:=ada@example.org":   exactTerm{inFrom, "ada@example.org"},
		"from:=@example.org":      exactTerm{inFrom, "@example.org"},
		`subject:="Green tea"`:    exactTerm{inSubject, "Green tea"},
		"https://example.org/a":   word("https://example.org/a"),
		"Re: tea":                 allOf{word("Re:"), word("tea")},
		"12:30":                   word("12:30"),
		"is:unread":               stateTerm("unread"),
		"is:STARRED":              stateTerm("starred"),
		`is:"read"`:               stateTerm("read"),
		"-is:deleted":             not{stateTerm("deleted")},
		"has:attachment":          fileTerm{},
		"larger:5M":               sizeTerm{true, 5e6},
		"smaller:10k":             sizeTerm{false, 10e3},
		"larger:1.5MB":            sizeTerm{true, 15e5},
		"larger:4Ki":              sizeTerm{true, 4096},
		"larger:300":              sizeTerm{true, 300},
		"before:2024-01-31":       dateTerm{"before", "2024-01-31", day(2024, 1, 31)},
		"after:2024-2-1":          dateTerm{"after", "2024-2-1", day(2024, 2, 1)},
		"after:2024":              dateTerm{"after", "2024", day(2024, 1, 1)},
		"after:2024/03":           dateTerm{"after", "2024/03", day(2024, 3, 1)},
		"older:2y":                dateTerm{"older", "2y", noon.AddDate(-2, 0, 0)},
		"newer:7d":                dateTerm{"newer", "7d", noon.AddDate(0, 0, -7)},
		"newer:2w":                dateTerm{"newer", "2w", noon.AddDate(0, 0, -14)},
		"newer:3m":                dateTerm{"newer", "3m", noon.AddDate(0, -3, 0)},
		"newer:12h":               dateTerm{"newer", "12h", noon.Add(-12 * time.Hour)},
		"tag:work":                tagTerm{"work"},
		`tag:"to do"`:             tagTerm{"to do"},
		"account:home":            accountTerm{"home"},
		"type:pdf":                kindTerm("pdf"),
		"thread:12":               threadTerm(12),
		"tea\x00cake":             allOf{word("tea"), word("cake")},
		"te\xffa":                 word("te\uFFFDa"),
		`" OR NEAR("`:             word("OR NEAR("),
		"東京":                      word("東京"),
		"(tea OR -cake) OR (pie)": anyOf{word("tea"), not{word("cake")}, word("pie")},
	} {
		q, err := ParseQuery(in, noon)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		var got node
		if q != nil {
			got = q.root
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %#v, want %#v", in, got, want)
		}
	}
}

func TestQueryErrors(t *testing.T) {
	for _, c := range []struct {
		in     string
		pos    int
		reason string
	}{
		{"tea frm:ada", 4, "did you mean from:?"},
		{"sbuject:x", 0, "did you mean subject:?"},
		{"zzz:x", 0, "put it in quotes"},
		{"from:", 0, "needs a value"},
		{"from: ada", 0, "needs a value"},
		{`tag:""`, 0, "needs a value"},
		{"is:unraed", 3, "did you mean is:unread?"},
		{"is:blue", 3, "it knows unread, read, starred"},
		{"has:file", 4, "it knows attachment"},
		{"type:pfd", 5, "did you mean type:pdf?"},
		{"larger:5Q", 7, `"5Q" is not a size`},
		{"larger:M", 7, "is not a size"},
		{"larger:-5", 7, "is not a size"},
		{"larger:1e5", 7, "is not a size"},
		{"larger:99999999G", 7, "is not a size"},
		{"before:2024-13-01", 7, "is not a date"},
		{"after:2024-02-30", 6, "is not a date"},
		{"after:yesterday", 6, "is not a date"},
		{"older:2", 6, "is not an age"},
		{"older:2x", 6, "is not an age"},
		{"older:-2d", 6, "is not an age"},
		{"thread:x", 7, "not the number of a thread"},
		{"body:=x", 5, "cannot be compared with ="},
		{"is:=read", 3, "cannot be compared with ="},
		{`tea "green`, 4, "quote opened here is not closed"},
		{`subject:"green`, 8, "quote opened here is not closed"},
		{"(tea", 0, "parenthesis opened here is not closed"},
		{"tea (cake (pie)", 4, "parenthesis opened here is not closed"},
		{"tea) cake", 3, "closes nothing"},
		{")", 0, "closes nothing"},
		{"()", 0, "between the parentheses"},
		{"OR tea", 0, "before OR"},
		{"tea OR", 4, "follows OR"},
		{"tea OR OR cake", 7, "before OR"},
		{"(tea OR) cake", 5, "follows OR"},
		{"tea - cake", 4, "follows the minus"},
		{"-", 0, "follows the minus"},
		{"-OR", 0, "follows the minus"},
		{"tea !!!", 4, "no letter or digit"},
		{"*", 0, "no letter or digit"},
		{`""`, 0, "no letter or digit"},
		{strings.Repeat("(", 60) + "a" + strings.Repeat(")", 60), 50, "too deep"},
		{strings.Repeat("a ", 201), 400, "more than 200 terms"},
		{strings.Repeat("a", 1<<20), maxQueryBytes, "longer than"},
	} {
		q, err := ParseQuery(c.in, noon)
		var e *QueryError
		if !errors.As(err, &e) {
			t.Errorf("%.40q: got %v, %v, want a QueryError", c.in, q, err)
			continue
		}
		if e.Pos != c.pos || !strings.Contains(e.Reason, c.reason) {
			t.Errorf("%.40q: at %d %q, want at %d something with %q", c.in, e.Pos, e.Reason, c.pos, c.reason)
		}
	}
}

func TestParsePartial(t *testing.T) {
	for in, want := range map[string]string{
		"te":               "te*",
		"te ":              "te",
		"green te":         "green te*",
		"te*":              "te*",
		"subject:inv":      "subject:inv*",
		`"green te`:        `"green te*"`,
		`"green tea"`:      `"green tea"`,
		"tea fr":           "tea fr*",
		"tea from:":        "tea",
		"tea from: ":       "!",
		"tea is:":          "tea",
		"tea is:unr":       "tea",
		"tea is:unread":    "tea is:unread",
		"tea larger:":      "tea",
		"tea larger:5":     "tea larger:5",
		"before:2024-":     "",
		"before:2024-01-3": "before:2024-01-3",
		"tea O":            "tea O*",
		"tea OR":           "tea",
		"tea OR ":          "tea",
		"tea OR c":         "tea OR c*",
		"tea -":            "tea",
		"tea -c":           "tea -c*",
		"(tea":             "tea*",
		"(":                "",
		"tea (":            "tea",
		"tea (cake OR ":    "tea cake",
		"(tea OR cake) p":  "(tea OR cake) p*",
		"tea !":            "tea",
		"frm:ada tea":      "!",
		"tea)":             "!",
		"is:unraed tea":    "!",
		"":                 "",
	} {
		q, err := ParsePartial(in, noon)
		got := q.String()
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q: got %q (%v), want %q", in, got, err, want)
		}
	}
}

func TestQueryWords(t *testing.T) {
	q := mustParse(t, `tea "green tea" -coffee from:ada (cake OR pie*) is:unread tea`)
	want := []string{"tea", "green tea", "ada", "cake", "pie"}
	if got := q.Words(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (*Query)(nil).Words(); got != nil {
		t.Errorf("nil query has words %q", got)
	}
}

func TestQueryAnd(t *testing.T) {
	a, b := mustParse(t, "tea OR cake"), mustParse(t, "is:unread pie")
	if got, want := a.And(b).String(), "(tea OR cake) is:unread pie"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if a.And(nil) != a || (*Query)(nil).And(b) != b || (*Query)(nil).And(nil) != nil {
		t.Error("nil is not left out")
	}
	if got, want := a.Not().String(), "-(tea OR cake)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzParseQuery holds that parsing never panics, that an error points into the query, and that a query survives
// being written and read again.
func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"tea cake", `from:"a ""b"" c*" OR -(x y:z)`, "older:2y larger:5M", `" OR NEAR(`, "((", "-",
		"tag:\"=x\" subject:=\"OR\"", "東京 \xff\x00", "a OR (b c) -d", "is:deleted type:pdf thread:3 https://x.y/z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if q, err := ParsePartial(s, noon); err == nil && q != nil {
			again, err := ParseQuery(q.String(), noon)
			if err != nil || !reflect.DeepEqual(again, q) {
				t.Fatalf("partial %q: %q is read as %q, %v", s, q, again, err)
			}
		}
		q, err := ParseQuery(s, noon)
		var e *QueryError
		if errors.As(err, &e) && (e.Pos < 0 || e.Pos > len(s) || e.Reason == "") {
			t.Fatalf("%q: error at %d: %q", s, e.Pos, e.Reason)
		}
		if err != nil || q == nil {
			return
		}
		again, err := ParseQuery(q.String(), noon)
		if err != nil || !reflect.DeepEqual(again, q) {
			t.Fatalf("%q: written %q, read again %#v, %v", s, q, again, err)
		}
	})
}
