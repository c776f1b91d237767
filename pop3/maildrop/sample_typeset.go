package maildrop

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// typesetter fills the sample's letters in. {{.Name}} stands for a field of the letter at hand, {{word argument …}} for
// what a word gives; an argument is a field, a number, or text in quotation marks as in Go. With text/template the linker
// would keep every method of every type, two and a half megabytes of program that nobody runs.
type typesetter struct{ words map[string]word }

type word func(args []string) (string, error)

// fields are those of one letter, by name.
type fields map[string]string

// file is a file of the sample, filled in.
func (t *typesetter) file(name string, f fields) (string, error) {
	text, err := sampleFS.ReadFile("sample/" + name)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for rest := string(text); ; {
		plain, behind, found := strings.Cut(rest, "{{")
		b.WriteString(plain)
		if !found {
			return b.String(), nil
		}
		direction, behind, found := strings.Cut(behind, "}}")
		if !found {
			return "", fmt.Errorf("%s: {{%s is not closed", name, direction)
		}
		filled, err := t.follow(direction, f)
		if err != nil {
			return "", fmt.Errorf("%s: {{%s}}: %w", name, direction, err)
		}
		b.WriteString(filled)
		rest = behind
	}
}

// must is file of one that is part of the program, and in order.
func (t *typesetter) must(name string, f fields) string {
	text, err := t.file(name, f)
	if err != nil {
		panic(fmt.Errorf("maildrop: sample: %w", err))
	}
	return text
}

func (t *typesetter) follow(direction string, f fields) (string, error) {
	name, rest, _ := strings.Cut(direction, " ")
	if field, ok := strings.CutPrefix(name, "."); ok {
		return f.get(field)
	}
	w := t.words[name]
	if w == nil {
		return "", fmt.Errorf("no word %q", name)
	}
	args, err := arguments(rest, f)
	if err != nil {
		return "", err
	}
	return w(args)
}

func (f fields) get(name string) (string, error) {
	value, known := f[name]
	if !known {
		return "", fmt.Errorf("no field %q", name)
	}
	return value, nil
}

func arguments(s string, f fields) (args []string, err error) {
	for s = strings.TrimLeft(s, " "); s != ""; s = strings.TrimLeft(s, " ") {
		var arg string
		if quoted, bad := strconv.QuotedPrefix(s); bad == nil {
			s = s[len(quoted):]
			arg, err = strconv.Unquote(quoted)
		} else {
			arg, s, _ = strings.Cut(s, " ")
			if field, ok := strings.CutPrefix(arg, "."); ok {
				arg, err = f.get(field)
			}
		}
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
	}
	return args, nil
}

// newTypesetter knows the words that a letter may use; days count from now, the past is negative.
func newTypesetter(now time.Time) *typesetter {
	t := &typesetter{}
	on := func(say func(time.Time) string) word {
		return func(args []string) (string, error) {
			days, err := number(args, 0)
			return say(now.AddDate(0, 0, days)), err
		}
	}
	layout := func(layout string) word { return on(func(day time.Time) string { return day.Format(layout) }) }
	t.words = map[string]word{
		"day": layout("Monday"), "date": layout("2 January"), "datum": layout("02.01.2006"),
		"year": layout("2006"), "nihon": layout("1月2日"), "compact": layout("20060102"),
		"monat": on(func(day time.Time) string { return monate[day.Month()-1] }),
		"thursday": func([]string) (string, error) {
			return now.AddDate(0, 0, (int(time.Thursday-now.Weekday())+6)%7+1).Format("2 January"), nil
		},
		"include": func(args []string) (string, error) {
			return t.file(args[0], fields{"": strings.Join(args[1:], " ")})
		},
		"picture": func(args []string) (string, error) {
			seed, err := number(args, 1)
			if err != nil {
				return "", err
			}
			return samplePicture(args[0], seed)
		},
		"drips": func(args []string) (string, error) {
			n, err := number(args, 0)
			return sampleDrips(n), err
		},
		"pdf": func(args []string) (string, error) { return samplePDF(args...), nil },
		"zip": func(args []string) (string, error) { return sampleZip(args...) },
	}
	return t
}

func number(args []string, n int) (int, error) {
	if n >= len(args) {
		return 0, fmt.Errorf("it wants %d arguments", n+1)
	}
	return strconv.Atoi(args[n])
}
