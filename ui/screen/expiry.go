package screen

// Expiry says that a server erases mail after some days, and what of it is not here yet: "the server erases mail after
// 30 days; 12 messages are not saved yet". It is empty where nothing is erased.
func Expiry(days, unsaved int) string {
	if days <= 0 {
		return ""
	}
	s := "the server erases mail after " + Plural(days, "day") + "; "
	switch unsaved {
	case 0:
		return s + "all of it is saved here"
	case 1:
		return s + "1 message is not saved yet"
	}
	return s + Count(unsaved) + " messages are not saved yet"
}

// ExpiryShort is Expiry of what is not here yet, for a narrow line: "12 unsaved, kept only 30 days".
func ExpiryShort(days, unsaved int) string {
	return Count(unsaved) + " unsaved, kept only " + Plural(days, "day")
}
