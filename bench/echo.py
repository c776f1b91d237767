"""echo.py: how long a key of Poplin's takes to be echoed while a visit downloads at full speed beside it.

    HARNESS=../shared/bench POPLIN_CONFIG=... POPLIN_DATA=an-empty-folder python3 echo.py POPLIN

The reader is started on an empty cache and told to visit (R). From the first rows until the visit is over the cursor
goes down and up; the time is from writing the key until the cursor's sign is read from the terminal (40 by 120).
"""
import os, statistics, sys, time

sys.path.insert(0, os.environ.get("HARNESS", "../shared/bench"))
import ptydrive

s = ptydrive.Session([sys.argv[1]])
seen = []
feed = s.screen.feed
s.screen.feed = lambda text: (seen.append(text), feed(text))


def until(end, found):
    while time.monotonic() < end:
        if s.pump(max(0, end - time.monotonic())) and found():
            return True
    return False


s.wait(lambda screen: "R visits" in screen, 30)
s.press("R")
s.wait(lambda screen: "▌" in screen, 60)
until(time.monotonic() + .5, lambda: False)
times, quiet = [], 0
while len(times) < 2000 and quiet < 10:
    s.press("jk"[len(times) // 15 % 2])
    seen.clear()
    ok = until(time.monotonic() + 2, lambda: any("▌" in t for t in seen))
    times.append((s.tlast - s.t0) * 1000 if ok else 2000)
    until(time.monotonic() + .02, lambda: False)
    quiet = quiet + 1 if "⟳" not in "".join(s.screen.cells[0]) else 0
s.close()
times.sort()
at = lambda p: times[min(len(times) - 1, int(len(times) * p))]
print("%d keys, median %.1f ms, 95%% %.1f, 99%% %.1f, the longest %.1f" % (len(times), statistics.median(times), at(.95), at(.99), times[-1]))
