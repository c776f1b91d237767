package cache

import "testing"

// TestProspects: what is read of a sender counts, in whatever letters the address is written, also what was deleted unread.
func TestProspects(t *testing.T) {
	c, v, ids, _ := planned(t) // six from the shop, three of them read and one starred, and one from Grace
	fresh := must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 8, UIDL: "h", Size: 900}, {Number: 9, UIDL: "n", Size: 900}}}))
	ok(t, v.Put(ctx, []Arrival{{ID: fresh[0], Raw: []byte("From: DEALS@shop.example\r\nList-Id: <deals.shop.example>\r\nSubject: New\r\n\r\n"), Top: true}}))
	must[Removal](t)(c.Delete(ctx, ids[5:6], RemoveOptions{}))
	got := must[map[ID]Prospect](t)(c.Prospects(ctx, []ID{fresh[0], fresh[1], ids[0], 999}))
	for id, want := range map[ID]Prospect{
		fresh[0]: {Known: true, Bulk: true, Mails: 6, Opened: 3},
		fresh[1]: {},
		ids[0]:   {Known: true, Starred: true, Mails: 6, Opened: 3},
	} {
		p, here := got[id]
		if p.Date.IsZero() || !here {
			t.Errorf("%d: no date, or nothing at all: %+v", id, p)
		}
		if p.Date = want.Date; p != want {
			t.Errorf("%d: %+v, want %+v", id, p, want)
		}
	}
	if len(got) != 3 {
		t.Errorf("%d prospects", len(got))
	}
}
