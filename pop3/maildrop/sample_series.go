package maildrop

import (
	"fmt"
	"strconv"
)

// series is a sender who writes again and again, by one template: what a mailbox fills with.
type series struct {
	name   string
	issues []fields // newest first
}

// issue fills the template of a newsletter, a shop or a notice in. Fields that a template does not use stay empty.
type issue struct {
	N                                  int
	Age                                string
	Subject, Preheader, Headline, Text string
	Cloth                              string // of a shop's promotion
	Lead, Quote                        string // of a newsletter
	Stories                            []story
	Stops                              []stop
}

type story struct{ Slug, Title, Text string }

type stop struct{ When, Where, What string }

// bill is one month's invoice of the power company.
type bill struct {
	N          int
	Age        string
	Day, Due   int // days from now: in the month billed, and when it is to be paid
	Kwh, Total string
}

// fields are those that a template may use.
func (i issue) fields(t *typesetter) fields {
	f := fields{"N": strconv.Itoa(i.N), "Age": i.Age, "Subject": i.Subject, "Preheader": i.Preheader, "Headline": i.Headline,
		"Text": i.Text, "Cloth": i.Cloth, "Lead": i.Lead, "Quote": i.Quote, "Stories": "", "Stops": ""}
	for _, s := range i.Stories {
		f["Stories"] += t.must("slow-terminal-story.html", fields{"Slug": s.Slug, "Title": s.Title, "Text": s.Text})
	}
	for _, s := range i.Stops {
		f["Stops"] += t.must("otter-stop.html", fields{"When": s.When, "Where": s.Where, "What": s.What})
	}
	return f
}

func (b bill) fields(*typesetter) fields {
	return fields{"N": strconv.Itoa(b.N), "Age": b.Age, "Day": strconv.Itoa(b.Day), "Due": strconv.Itoa(b.Due), "Kwh": b.Kwh, "Total": b.Total}
}

func fill[I interface{ fields(*typesetter) fields }](t *typesetter, issues []I) (all []fields) {
	for _, i := range issues {
		all = append(all, i.fields(t))
	}
	return all
}

func sampleSeries(t *typesetter) []series {
	return []series{
		{"slow-terminal", fill(t, slowTerminal())},
		{"thimble", fill(t, thimble())},
		{"bugle", fill(t, bugle())},
		{"nordlicht", fill(t, nordlicht())},
		{"attic", fill(t, attic())},
		{"lantern", fill(t, lantern())},
		{"otter", fill(t, otter())},
		{"starling", fill(t, starling())},
	}
}

func slowTerminal() []issue {
	return []issue{
		{N: 214, Age: "90m", Subject: "Issue 214: The year of the pipe", Preheader: "Also: a scrollback long enough to retire in.",
			Headline: "The year of the pipe",
			Lead:     "Every year since 1973 has been the year of the pipe, and this one is no exception. We asked eleven people what they pass on, and to whom, and what comes out at the other end.",
			Stories: []story{
				{"plumbing", "Small tools, long afternoons", "A plumber and a programmer swap jobs for a week. Both report fewer leaks than they had feared and more standard error."},
				{"scrollback", "A scrollback to retire in", "One reader has not closed her terminal since 1998. We scrolled up. It took a while; the view is lovely."},
				{"cursor", "In praise of the block cursor", "It does not blink. It waits. It is the colour of somebody who has read the manual."},
			}, Quote: "I came for the bell character and stayed for the silence."},
		{N: 213, Age: "15d 07:30", Subject: "Issue 213: Things that fit into eighty columns", Preheader: "A surprising number of them.",
			Headline: "Things that fit into eighty columns",
			Lead:     "A haiku, four times. A goods train, side on. Most opinions. We measured, so that you don't have to.",
			Stories: []story{
				{"wrap", "To wrap or not to wrap", "The oldest quarrel on the wire, settled for good by a paragraph that was simply short."},
				{"tabs", "Eight", "A history of the number eight, told by tabs."},
			}, Quote: "My letters got shorter and my friends got kinder."},
		{N: 212, Age: "43d 07:30", Subject: "Issue 212: A short history of waiting", Preheader: "Please stand by.",
			Headline: "A short history of waiting",
			Lead:     "From the punched card to the spinning wheel: a hundred years of looking at a machine and hoping.",
			Stories:  []story{{"hourglass", "Who drew the hourglass?", "We found her. She says it was meant to be a vase."}},
			Quote:    "Nothing waits for no one."},
	}
}

func thimble() []issue {
	cloths := []issue{
		{Age: "20h", Subject: "Mary, your tartan is lonely: 20% off everything woven", Headline: "20% off everything woven", Cloth: "Lonely Tartan"},
		{Age: "13d 06:00", Subject: "The mid-week weft: new cloth is in", Headline: "New cloth is in", Cloth: "Mid-week Weft"},
		{Age: "26d 06:00", Subject: "LAST CHANCE (until the next one): autumn checks", Headline: "Last chance*", Cloth: "Autumn Check"},
		{Age: "54d 06:00", Subject: "You left something in your basket. It is a button.", Headline: "It is a button", Cloth: "Button Plaid"},
		{Age: "82d 06:00", Subject: "A loom with a view: the summer catalogue", Headline: "A loom with a view", Cloth: "Seaside Stripe"},
		{Age: "115d 06:00", Subject: "We miss you. So does this herringbone.", Headline: "We miss you", Cloth: "Missing Herringbone"},
		{Age: "160d 06:00", Subject: "Our birthday, your 10%: seventy years of thread", Headline: "Seventy years of thread", Cloth: "Jubilee Tartan"},
		{Age: "210d 06:00", Subject: "Spring is a fabric", Headline: "Spring is a fabric", Cloth: "First Green"},
	}
	for i := range cloths {
		c := &cloths[i]
		c.N = len(cloths) - i
		c.Preheader = "Cut to the yard, posted the same day."
		c.Text = fmt.Sprintf("%s, from our own looms, in two widths. It wears for a lifetime; the offer lasts until Sunday.", c.Cloth)
	}
	return cloths
}

func bugle() []issue {
	toots := []issue{
		{Age: "9h", Subject: "TOOT! 70% off umbrellas (it has stopped raining)", Headline: "70% OFF UMBRELLAS"},
		{Age: "8d 05:00", Subject: "TOOT! Two left shoes for the price of one", Headline: "TWO LEFT SHOES"},
		{Age: "22d 05:00", Subject: "TOOT! Nobody needs this, and now it costs less", Headline: "NOBODY NEEDS THIS"},
		{Age: "36d 05:00", Subject: "TOOT! Your exclusive offer, sent to everybody", Headline: "EXCLUSIVE (FOR ALL)"},
		{Age: "64d 05:00", Subject: "TOOT! 999 spoons", Headline: "999 SPOONS"},
		{Age: "100d 05:00", Subject: "TOOT! The bugle itself is now on sale", Headline: "THE BUGLE ITSELF"},
		{Age: "180d 05:00", Subject: "TOOT! Hello! You signed up by walking past", Headline: "HELLO!"},
	}
	for i := range toots {
		t := &toots[i]
		t.N = len(toots) - i
		t.Preheader = "Only today, and every day."
		t.Text = "Only today, and every day until we run out, which we shall not. Toot back to order."
	}
	return toots
}

func nordlicht() []bill {
	return []bill{
		{N: 3, Age: "17d 06:40", Day: -47, Due: -3, Kwh: "148", Total: "54,34"},
		{N: 2, Age: "48d 06:40", Day: -78, Due: -34, Kwh: "131", Total: "48,72"},
		{N: 1, Age: "79d 06:40", Day: -109, Due: -65, Kwh: "127", Total: "47,41"},
	}
}

func attic() []issue {
	return []issue{
		{Age: "6h", Text: "backup-the-attic: 4 boxes, 1 rocking horse, 212 letters: all present.\nbackup-the-attic: took 00:03:12, mostly the stairs."},
		{Age: "7d 04:00", Text: "backup-the-attic: 4 boxes, 1 rocking horse, 211 letters: all present.\nbackup-the-attic: took 00:03:08."},
		{Age: "28d 04:00", Text: "backup-the-attic: warning: rocking horse has moved since last backup\nbackup-the-attic: nobody was up there"},
	}
}

func lantern() []issue {
	return []issue{
		{Age: "5d 10:00", Subject: "Overdue: “Mechanism of the Heavens” (by you)",
			Text: "a book that you borrowed on the 14th is overdue. You also wrote it, which the\nboard finds charming but does not regard as an extension."},
		{Age: "140d 10:00", Subject: "Your reservation is ready: “Flatland”",
			Text: "the book you reserved is ready at the desk. It is very thin."},
	}
}

func otter() []issue {
	return []issue{
		{N: 41, Age: "3h", Subject: "Your parcel is having a lovely time in Leith", Preheader: "It will be with you soon, and drier than the otter.",
			Headline: "Your parcel is having a lovely time in Leith", Text: "Seven yards of tweed, twelve buttons and one otter are on their way to 12 Marlowe Street.",
			Stops: []stop{{"07:12", "Leith, harbour", "Had a fish"}, {"05:40", "Leith, depot", "Arrived, slightly damp"}, {"yesterday", "Thimble & Thread", "Set off with a parcel"}}},
		{N: 29, Age: "75d 15:20", Subject: "Delivered: left with a neighbour, who was asleep", Preheader: "Do be quiet.",
			Headline: "Delivered", Text: "We left your parcel with a neighbour. He was asleep; we put it on the cat.",
			Stops: []stop{{"15:18", "12 Marlowe Street", "Handed to the cat"}, {"09:00", "Burntisland", "Swam ashore"}}},
	}
}

func starling() []issue {
	return []issue{
		{N: 3, Age: "30h", Subject: "Charles Babbage is complaining near you", Text: "Charles Babbage murmured: “A THIRD ORGAN.”"},
		{N: 2, Age: "20d 21:00", Subject: "You have 1 new echo", Text: "Somebody you may know has repeated something you did not say."},
		{N: 1, Age: "58d 21:00", Subject: "Ada Lovelace has joined Starling and left again", Text: "She stayed for four minutes and left a correct remark."},
	}
}
