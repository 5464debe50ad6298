-- For wrk with one thread: requests the paths in the file PATHS in order, repeatedly, and prints
-- one line of JSON about the run. So every run does the same work. CODING is the accepted content
-- coding.

local requests, next_one = {}, 0

local coding = os.getenv("CODING")
local headers = coding and { ["Accept-Encoding"] = coding } or {}

function init()
  for path in io.lines(os.getenv("PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RUN {"requests": %d, "seconds": %.6f, "bytes": %d, "p50_ms": %.3f, "p99_ms": %.3f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
