package worker

import (
	"sync"

	"poplin/cache"
)

// pledge is what Begin notes of bodies that are about to be asked for. It is made while those before them are on their
// way, so that it goes to disk with the next batch and the line need not wait for it.
type pledge struct {
	ids  []cache.ID
	once sync.Once
	done chan struct{} // closed when it is durable, or the store has failed
}

func (p *pledge) kept() { p.once.Do(func() { close(p.done) }) }

// pledge has ids noted with the next batch.
func (s *store) pledge(ids []cache.ID) *pledge {
	p := &pledge{ids: ids, done: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = p
	return p
}

func (s *store) takePledge() *pledge {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.next
	if s.next = nil; p == nil {
		p = &pledge{done: make(chan struct{})}
	}
	return p
}

// callOff takes a pledge back; false if it is too late.
func (s *store) callOff(p *pledge) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next != p {
		return false
	}
	s.next = nil
	return true
}

// redeem waits until p is durable, and makes it so if no batch has taken it.
func (s *store) redeem(p *pledge) error {
	if s.callOff(p) {
		defer p.kept()
		return s.begin(p.ids)
	}
	<-p.done
	return s.failed()
}

// begin has ids noted at once, and waits for it.
func (s *store) begin(ids []cache.ID) error {
	done := make(chan struct{})
	s.do(func() error {
		defer close(done)
		if s.failed() != nil {
			return nil
		}
		return s.v.ledger.Begin(s.ctx, ids)
	})
	<-done
	return s.failed()
}
