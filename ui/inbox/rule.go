package inbox

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// A rule is made by example: what the selected messages have in common, then what is to be done, then how much of the
// mail at hand that would have touched; only then is it kept.
type (
	alikeMsg struct {
		queries []string
		rules   []cache.Rule // kept already
		err     error
	}
	ruleMsg struct { // as far as it is made
		rule cache.Rule
		deed bool // what to do is settled
	}
	trialMsg struct {
		rule  cache.Rule
		trial cache.Trial
		err   error
	}
)

// mostAlike bounds the messages that an example is made of.
const mostAlike = 500

// askRule finds out what the selected messages have in common, and which rules there are.
func (m *Model) askRule() effect {
	ids := m.selected()
	c, ctx := m.env.Cache, m.env.Ctx
	ids = ids[:min(len(ids), mostAlike)]
	asked := ""
	if m.search.on {
		asked = m.search.text
	}
	return effect{cmd: func() tea.Msg {
		var out alikeMsg
		var qs []*cache.Query
		if qs, out.err = c.Alike(ctx, ids); out.err != nil {
			return out
		}
		if asked != "" {
			out.queries = append(out.queries, asked)
		}
		for _, q := range qs {
			out.queries = append(out.queries, q.String())
		}
		out.rules, out.err = c.Rules(ctx)
		return out
	}}
}

// offerRules lets the person choose an example, or a rule to forget.
func (m *Model) offerRules(a alikeMsg) effect {
	if a.err != nil {
		return effect{act: screen.Notice{Text: a.err.Error(), Bad: true}}
	}
	c := screen.Choose{Title: "From now on, mail like"}
	for i, q := range a.queries {
		c.Choices = append(c.Choices, screen.Choice{Key: strconv.Itoa(i + 1), Label: q, Do: screen.Tell{Msg: ruleMsg{rule: cache.Rule{Query: q}}}})
	}
	letters := "abcdefghilmnoprstuvwxyz"
	for i, r := range a.rules[:min(len(a.rules), len(letters))] {
		label := "forget: " + r.Query + " " + m.env.Theme.Glyph.Sep + " " + deeds(r) + ", " + screen.Count(r.Hits) + " so far"
		c.Choices = append(c.Choices, screen.Choice{Key: letters[i : i+1], Label: label, Do: screen.DropRule{ID: r.ID}})
	}
	if len(c.Choices) == 0 {
		return effect{act: screen.Notice{Text: "these have nothing in common; a search can be a rule as well"}}
	}
	return effect{act: c}
}

// makeRule asks what is still open, and then tries the rule on the mail at hand.
func (m *Model) makeRule(r ruleMsg) effect {
	if !r.deed {
		return effect{act: deedMenu(r.rule)}
	}
	c, ctx, rule := m.env.Cache, m.env.Ctx, r.rule
	return effect{cmd: func() tea.Msg {
		trial, err := c.TryRule(ctx, rule)
		return trialMsg{rule, trial, err}
	}}
}

// deedMenu offers what a rule may do.
func deedMenu(r cache.Rule) screen.Action {
	flags := func(f cache.Flag) screen.Action {
		r := r
		r.Flags = f
		return screen.Tell{Msg: ruleMsg{r, true}}
	}
	tags := func(f cache.Flag) screen.Action {
		return screen.Ask{Question: "tag", Then: func(text string) screen.Action {
			r := r
			r.Flags = f
			for _, tag := range strings.Fields(text) {
				r.Tags = append(r.Tags, strings.TrimLeft(tag, "#"))
			}
			if len(r.Tags) == 0 {
				return nil
			}
			return screen.Tell{Msg: ruleMsg{r, true}}
		}}
	}
	return screen.Choose{Title: r.Query, Choices: []screen.Choice{
		{Key: "s", Label: "keep it out of the inbox", Do: flags(cache.Skipped)},
		{Key: "t", Label: "tag it", Do: tags(0)},
		{Key: "b", Label: "tag it and keep it out of the inbox", Do: tags(cache.Skipped)},
		{Key: "r", Label: "mark it read", Do: flags(cache.Read)},
		{Key: "!", Label: "star it", Do: flags(cache.Starred)},
	}}
}

// tried says what the rule would have touched, and offers to keep it.
func (m *Model) tried(t trialMsg) effect {
	if t.err != nil {
		return effect{act: screen.Notice{Text: t.err.Error(), Bad: true}}
	}
	found := screen.Plural(t.trial.Messages, "message") + " here would have been " + done(t.rule)
	if t.trial.Opened > 0 || t.trial.Starred > 0 {
		found += ": " + screen.Count(t.trial.Opened) + " read, " + screen.Count(t.trial.Starred) + " starred"
	}
	return effect{act: screen.Choose{Title: found, Choices: []screen.Choice{
		{Key: "k", Label: "keep the rule, for what arrives", Do: screen.KeepRule{Rule: t.rule}},
		{Key: "a", Label: "keep it, and do the same to these", Do: screen.KeepRule{Rule: t.rule, Apply: true}},
		{Key: "n", Label: "no"},
	}}}
}

// deeds says what a rule does.
func deeds(r cache.Rule) string {
	var parts []string
	for _, tag := range r.Tags {
		parts = append(parts, "#"+tag)
	}
	for _, x := range []struct {
		flag cache.Flag
		word string
	}{{cache.Skipped, "out of the inbox"}, {cache.Read, "read"}, {cache.Starred, "starred"}} {
		if r.Flags&x.flag != 0 {
			parts = append(parts, x.word)
		}
	}
	return strings.Join(parts, ", ")
}

// done is deeds in a sentence.
func done(r cache.Rule) string {
	s := deeds(cache.Rule{Flags: r.Flags})
	if r.Flags&cache.Skipped != 0 {
		s = "kept " + s
	}
	if len(r.Tags) == 0 {
		return s
	}
	tagged := "tagged " + deeds(cache.Rule{Tags: r.Tags})
	if s == "" {
		return tagged
	}
	return tagged + " and " + s
}
