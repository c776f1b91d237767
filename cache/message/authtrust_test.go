package message

import "testing"

// What a server found out is believed when it is the account's own and stands where only that server can have
// written it: above the field with which it took the message in.
func TestVerified(t *testing.T) {
	const (
		far    = "from mail.x.example (mail.x.example [203.0.113.7]) by mx.poplin.example with ESMTPS id 1"
		helo   = "from mx.poplin.example (unknown [203.0.113.7]) by mx.poplin.example with ESMTP id 1"
		filter = "from localhost (localhost [127.0.0.1]) by mx.poplin.example with ESMTP id 2"
		amavis = "from mx.poplin.example ([127.0.0.1]) by localhost (mx.poplin.example [127.0.0.1]) (amavisd-new, port 10024)"
		store  = "from mx1.poplin.example (mx1.poplin.example [198.51.100.3]) by store.poplin.example with LMTP id 3"
		google = "from mail.x.example (mail.x.example. [203.0.113.7]) by mx.google.com with ESMTPS id 4"
		inner  = "by 2002:a05:6a10:d5a5 with SMTP id 5"
		other  = "from a.b (a.b [203.0.113.8]) by mx.bank.example with ESMTP"
	)
	pass, fail := "mx.poplin.example; dmarc=pass header.from=x.example", "mx.poplin.example; dmarc=fail header.from=x.example"
	r := func(v string) Field { return Field{"Received", v} }
	a := func(v string) Field { return Field{"Authentication-Results", v} }
	poplin, gmail, outlook := []string{"pop.poplin.example", "poplin.example"}, []string{"pop.gmail.com", "gmail.com"}, []string{"outlook.office365.com", "hotmail.com"}
	for _, c := range []struct {
		name   string
		own    []string
		fields []Field
		dmarc  string
	}{
		{"above the reception", poplin, []Field{a(pass), r(far)}, "pass"},
		{"another host of the house", poplin, []Field{a("auth.poplin.example; dmarc=fail"), r(far)}, "fail"},
		{"between reception and store", poplin, []Field{r(store), a(pass), r(far)}, "pass"},
		{"between reception and filter", poplin, []Field{r(filter), a(pass), r(amavis), r(far)}, "pass"},
		{"the topmost counts", poplin, []Field{a(fail), a(pass), r(far)}, "fail"},
		{"another server's", poplin, []Field{a("mx.bank.example; dmarc=pass"), r(far)}, ""},
		{"in the name of the server, but sent along", poplin, []Field{r(far), a(pass)}, ""},
		{"sent along with a forged way", poplin, []Field{r(far), a(pass), r(far)}, ""},
		{"from one who greets as the server", poplin, []Field{r(helo), a(pass), r(far)}, ""},
		{"a failure is believed", poplin, []Field{r(far), a(fail)}, "fail"},
		{"from within the house", poplin, []Field{a(pass), r(store)}, "pass"},
		{"no reception at all", poplin, []Field{a(pass)}, ""},
		{"taken in by a stranger", poplin, []Field{a(pass), r(other)}, ""},
		{"a stranger's way and word", poplin, []Field{a("mx.bank.example; dmarc=pass"), r(other)}, ""},
		{"Google writes below", gmail, []Field{r(inner), r(google), a("mx.google.com; dmarc=pass")}, "pass"},
		{"Google's name for others", poplin, []Field{r(google), a("mx.google.com; dmarc=pass")}, ""},
		{"Google, the second hop", gmail, []Field{r(google), r(other), a("mx.google.com; dmarc=pass")}, ""},
		{"Microsoft tells no name", outlook, []Field{r("from x (2603::1) by y.prod.outlook.com with HTTPS"), a("spf=pass; dmarc=pass action=none"), r(far)}, ""},
		{"Microsoft's inner way", outlook, []Field{r("from x.prod.outlook.com (2603::1) by y.prod.outlook.com with HTTPS"), a("spf=pass; dmarc=pass action=none"), r("from x (203.0.113.7) by z.protection.outlook.com with Microsoft SMTP Server")}, "pass"},
		{"Microsoft's at the top", outlook, []Field{a("spf=pass; dmarc=pass action=none"), r("from x (203.0.113.7) by y.mail.protection.outlook.com with Microsoft SMTP Server")}, "pass"},
		{"nameless for others", poplin, []Field{a("spf=pass; dmarc=pass action=none"), r(far)}, ""},
		{"two fields of one server", poplin, []Field{a("mx.poplin.example; dkim=pass header.d=x.example"), a("mx.poplin.example; dmarc=pass"), r(far)}, "pass"},
		{"no account", nil, []Field{a(pass), r(far)}, ""},
		{"an account on the machine itself", []string{"127.0.0.1", ""}, []Field{a("10.0.0.1; dmarc=pass"), r(far)}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if v := verified(c.fields, c.own); v != nil {
				got = v.DMARC
			}
			if got != c.dmarc {
				t.Errorf("%q, want %q", got, c.dmarc)
			}
		})
	}
}
