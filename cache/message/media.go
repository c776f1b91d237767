package message

import (
	"path"
	"strings"
)

// byExtension pairs the extensions that mail carries most with their types, both ways. The first entry of a type is
// the extension it gets when a name has to be made up.
var byExtension = [...][2]string{
	{".txt", "text/plain"}, {".html", "text/html"}, {".htm", "text/html"}, {".csv", "text/csv"}, {".ics", "text/calendar"},
	{".vcf", "text/vcard"}, {".vcf", "text/x-vcard"}, {".md", "text/markdown"}, {".css", "text/css"}, {".xml", "text/xml"},
	{".xml", "application/xml"}, {".rtf", "text/rtf"}, {".rtf", "application/rtf"}, {".diff", "text/x-diff"}, {".patch", "text/x-patch"},
	{".pdf", "application/pdf"}, {".zip", "application/zip"}, {".zip", "application/x-zip-compressed"},
	{".gz", "application/gzip"}, {".json", "application/json"}, {".js", "text/javascript"},
	{".doc", "application/msword"}, {".xls", "application/vnd.ms-excel"}, {".ppt", "application/vnd.ms-powerpoint"},
	{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{".odt", "application/vnd.oasis.opendocument.text"}, {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
	{".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".jpg", "image/jpg"}, {".png", "image/png"}, {".gif", "image/gif"},
	{".webp", "image/webp"}, {".svg", "image/svg+xml"}, {".bmp", "image/bmp"}, {".tif", "image/tiff"}, {".heic", "image/heic"},
	{".mp3", "audio/mpeg"}, {".wav", "audio/wav"}, {".ogg", "audio/ogg"}, {".m4a", "audio/mp4"},
	{".mp4", "video/mp4"}, {".mov", "video/quicktime"}, {".eml", "message/rfc822"}, {".eml", "message/global"},
	{".p7m", "application/pkcs7-mime"}, {".p7m", "application/x-pkcs7-mime"}, {".p7s", "application/pkcs7-signature"},
	{".p7s", "application/x-pkcs7-signature"}, {".asc", "application/pgp-signature"}, {".asc", "application/pgp-encrypted"},
	{".dat", "application/ms-tnef"}, {".dat", "application/vnd.ms-tnef"},
}

// typeByName guesses a media type from a file name.
func typeByName(name string) string {
	ext := strings.ToLower(path.Ext(name))
	for _, e := range byExtension {
		if e[0] == ext && ext != ".dat" {
			return e[1]
		}
	}
	return "application/octet-stream"
}

// extensionOf is the usual extension of a media type, ".bin" when there is none.
func extensionOf(typ string) string {
	for _, e := range byExtension {
		if e[1] == typ {
			return e[0]
		}
	}
	if strings.HasPrefix(typ, "text/") {
		return ".txt"
	}
	return ".bin"
}
