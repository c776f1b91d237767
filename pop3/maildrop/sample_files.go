package maildrop

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"time"
)

// samplePDF is a one-page document of these lines, the first as its title, in base64.
func samplePDF(lines ...string) string {
	var page strings.Builder
	escape := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)
	for i, l := range lines {
		size, y := 11, 760-i*18
		if i == 0 {
			size, y = 20, 780
		}
		fmt.Fprintf(&page, "BT /F1 %d Tf 60 %d Td (%s) Tj ET\n", size, y, escape.Replace(l))
	}
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, off := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", off)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return wrap64(b.Bytes())
}

// sampleZip is an archive of text files, given as name, text, name, text …, in base64.
func sampleZip(files ...string) (string, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		f, err := w.CreateHeader(&zip.FileHeader{Name: files[i], Method: zip.Deflate,
			Modified: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return "", err
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			return "", err
		}
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return wrap64(b.Bytes()), nil
}

// sampleDrips is a table of so many measurements of a kettle, as CSV.
func sampleDrips(n int) string {
	var b strings.Builder
	b.WriteString("minute,temperature_c,drips,remark\n")
	remarks := map[int]string{3: "cat on table", 7: "cat under table", 11: "first whistle", 19: "second kettle consulted"}
	for i := range n {
		fmt.Fprintf(&b, "%d,%.1f,%d,%s\n", i, 17+float64(i*i*79%(83*7))/7, i*i%7, remarks[i])
	}
	return b.String()
}
