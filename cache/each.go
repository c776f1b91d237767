package cache

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"

	"github.com/mattn/go-sqlite3"
)

// each hands the rows of a query over as the driver has them: integers are int64, blobs []byte, texts string. What
// database/sql does to put a column where it belongs takes longer than reading it, which matters where a query gives
// tens of thousands of rows. A row is good until the next. ctx is looked at now and then.
func each(ctx context.Context, db *sql.DB, query string, f func(row []driver.Value) error, args ...any) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driverConn any) error {
		c, _ := driverConn.(*sqlite3.SQLiteConn)
		if c == nil {
			return errors.New("cache: another driver than SQLite's")
		}
		named := make([]driver.NamedValue, len(args))
		for i, a := range args {
			value, err := driver.DefaultParameterConverter.ConvertValue(a)
			if err != nil {
				return err
			}
			named[i] = driver.NamedValue{Ordinal: i + 1, Value: value}
		}
		// A context that can end costs a goroutine a query.
		rows, err := c.QueryContext(context.WithoutCancel(ctx), query, named)
		if err != nil {
			return err
		}
		defer rows.Close()
		return eachRow(ctx, rows, f)
	})
}

const lookUp = 256 // rows between two looks at the context

func eachRow(ctx context.Context, rows driver.Rows, f func([]driver.Value) error) error {
	row := make([]driver.Value, len(rows.Columns()))
	for n := 0; ; n++ {
		if n%lookUp == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch err := rows.Next(row); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if err := f(row); err != nil {
			return err
		}
	}
}

// asInt and asBytes read a column; of another type it is like nothing.
func asInt(v driver.Value) int64 {
	n, _ := v.(int64)
	return n
}

func asBytes(v driver.Value) []byte {
	b, _ := v.([]byte)
	return b
}
