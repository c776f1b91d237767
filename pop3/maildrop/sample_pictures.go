package maildrop

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// samplePicture draws one of the pictures that letters enclose, as PNG in base64.
func samplePicture(name string, seed int) (string, error) {
	level := png.BestSpeed
	var img image.Image
	switch name {
	case "moth":
		img = draw(480, 320, moth)
	case "plot":
		img = draw(480, 270, plot)
	case "tartan":
		img, level = draw(360, 240, tartan(uint32(seed))), png.NoCompression
	case "comet":
		img, level = doubled(draw(700, 535, comet(uint32(seed)))), png.NoCompression // some 6 MB of mail
	default:
		return "", fmt.Errorf("no picture %q", name)
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: level}).Encode(&b, img); err != nil {
		return "", err
	}
	return wrap64(b.Bytes()), nil
}

// paint tells the colour of a point, x and y in 0..1.
type paint func(x, y float64) (r, g, b float64)

func draw(w, h int, p paint) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			r, g, b := p(float64(x)/float64(w), float64(y)/float64(h))
			img.SetRGBA(x, y, color.RGBA{channel(r), channel(g), channel(b), 255})
		}
	}
	return img
}

// doubled is the picture at twice the size, which is quicker than painting that many points.
func doubled(img *image.RGBA) *image.RGBA {
	size := img.Rect.Size()
	out := image.NewRGBA(image.Rect(0, 0, 2*size.X, 2*size.Y))
	for y := range 2 * size.Y {
		for x := range 2 * size.X {
			copy(out.Pix[out.PixOffset(x, y):][:4], img.Pix[img.PixOffset(x/2, y/2):])
		}
	}
	return out
}

func channel(v float64) uint8 { return uint8(255 * max(0, min(1, v))) }

// grain is noise in 0..1 that depends on the point and the seed alone.
func grain(x, y float64, seed uint32) float64 {
	h := uint32(x*7919)*2654435761 ^ uint32(y*6271)*2246822519 ^ seed*3266489917
	h ^= h >> 15
	h *= 2246822519
	h ^= h >> 13
	return float64(h%1024) / 1023
}

func ellipse(x, y, cx, cy, rx, ry float64) bool {
	dx, dy := (x-cx)/rx, (y-cy)/ry
	return dx*dx+dy*dy < 1
}

// moth is a moth taped into a logbook.
func moth(x, y float64) (r, g, b float64) {
	r, g, b = 0.95, 0.92, 0.82
	if math.Mod(y*14, 1) < 0.06 {
		r, g, b = 0.70, 0.78, 0.86
	}
	if x > 0.10 && x < 0.106 {
		r, g, b = 0.85, 0.45, 0.45
	}
	if y > 0.34 && y < 0.44 && x > 0.22 && x < 0.78 {
		r, g, b = 0.97, 0.93, 0.62
	}
	mx := math.Abs(x - 0.5)
	switch {
	case ellipse(mx, y, 0.13, 0.47, 0.13, 0.15) || ellipse(mx, y, 0.09, 0.63, 0.09, 0.12):
		shade := 0.45 + 0.25*math.Sin(mx*90)*math.Cos(y*60)
		r, g, b = shade, shade*0.82, shade*0.62
	case ellipse(mx, y, 0, 0.55, 0.022, 0.19):
		r, g, b = 0.22, 0.17, 0.13
	case y > 0.22 && y < 0.37 && math.Abs(mx-(0.37-y)*0.45) < 0.004:
		r, g, b = 0.22, 0.17, 0.13
	}
	return r, g, b
}

// plot is the temperature of a kettle over time, with axes.
func plot(x, y float64) (r, g, b float64) {
	curve := 0.85 - 0.6/(1+math.Exp(-10*(x-0.45)))
	switch {
	case math.Abs(x-0.08) < 0.002 || math.Abs(y-0.88) < 0.004:
		return 0.2, 0.2, 0.25
	case math.Abs(y-curve) < 0.012 && x > 0.08:
		return 0.80, 0.27, 0.18
	case math.Mod(x*10, 1) < 0.02 || math.Mod(y*8, 1) < 0.03:
		return 0.88, 0.90, 0.93
	}
	return 0.99, 0.99, 0.98
}

// tartan is a woven cloth in colours of its own for every seed.
func tartan(seed uint32) paint {
	hue := 2 * math.Pi * 0.618 * float64(seed)
	red, green, blue := 0.6+0.4*math.Sin(hue), 0.6+0.4*math.Sin(hue+2.1), 0.6+0.4*math.Sin(hue+4.2)
	return func(x, y float64) (r, g, b float64) {
		warp, weft := band(x*5), band(y*3.3)
		v := 0.55 + 0.35*warp - 0.3*weft + 0.12*(grain(x, y, seed)-0.5)
		return v * red, v * green, v * blue
	}
}

func band(v float64) float64 {
	switch f := v - math.Floor(v); {
	case f < 0.28:
		return 1
	case f < 0.34:
		return -0.4
	case f < 0.40:
		return 0.8
	}
	return 0
}

// comet is a long exposure of a comet over a dark horizon.
func comet(seed uint32) paint {
	return func(x, y float64) (r, g, b float64) {
		n := grain(x, y, seed)
		r, g, b = 0.02+0.05*y, 0.03+0.06*y, 0.10+0.10*y
		if n > 0.9985 || ellipse(x, y, 0.82, 0.2, 0.003, 0.004) || ellipse(x, y, 0.12, 0.35, 0.004, 0.005) {
			return 1, 1, 0.95
		}
		dx, dy := x-0.35, y-0.60 // the head; the tail streams up and to the right
		along, across := dx*0.8-dy*0.6, dx*0.6+dy*0.8
		var glow float64 // where it is too faint to be seen it is not computed: the demo starts at once
		if near := dx*dx + dy*dy; near < 0.01 {
			glow = 0.7 * math.Exp(-near*900)
		}
		if off := across * across / (0.0006 + 0.014*along*along); along > 0 && off < 6 {
			glow += 0.75 * math.Exp(-along*2.6-off)
		}
		r, g, b = r+glow, g+glow*0.97, b+glow*0.88
		if y > 0.88+0.02*math.Sin(x*9)+0.012*math.Sin(x*31) {
			r, g, b = 0.01, 0.02, 0.02
		}
		n = 0.06 * (grain(x, y, seed+1) - 0.5)
		return r + n, g + n, b + n
	}
}
