package worker

import (
	"reflect"
	"sync"
	"testing"
)

func TestQueueKeepsOrderAndFolds(t *testing.T) {
	q := newQueue()
	for _, c := range []Command{Refresh{}, Fetch{1}, Settle{}, Refresh{}, Fetch{2}, Fetch{1}, Settle{}} {
		q.post(c)
	}
	if got := q.takeFetches(); !reflect.DeepEqual(got, []Fetch{{1}, {2}}) {
		t.Errorf("fetches: %v", got)
	}
	if got := q.take(); !reflect.DeepEqual(got, []Command{Refresh{}, Settle{}}) {
		t.Errorf("the rest: %v", got)
	}
	if got := q.take(); len(got) != 0 {
		t.Errorf("still there: %v", got)
	}
}

func TestQueueRings(t *testing.T) {
	q := newQueue()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { q.post(Refresh{}) })
	}
	wg.Wait()
	<-q.bell
	select {
	case <-q.bell:
		t.Error("the bell rings twice for one queue")
	default:
	}
}
