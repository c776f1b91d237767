package inbox

import "poplin/pop3/worker"

// visits is what an empty list must know of the visits: whether mail may still be coming.
type visits struct {
	step    map[string]worker.Step
	problem *worker.Problem
	done    bool // a visit has ended well
}

func (v *visits) hear(e worker.Event) {
	if v.step == nil {
		v.step = map[string]worker.Step{}
	}
	switch e := e.(type) {
	case worker.Phase:
		v.step[e.Account] = e.Step
		if e.Step == worker.Connecting {
			v.problem = nil
		}
	case worker.Finished:
		delete(v.step, e.Account)
		v.done, v.problem = true, nil
	case worker.Failed:
		if e.ID == 0 {
			delete(v.step, e.Account)
			v.problem = e.Problem
		}
	}
}

// now is what a visit under way does, "" when there is none.
func (v *visits) now() worker.Step {
	for _, s := range v.step {
		if s != worker.Resting {
			return s
		}
	}
	return ""
}
