-- For wrk, with one thread: asks for the addresses in the file that PATHS names, in order and again
-- from the start, and ends with one line of JSON about the run. Every run so does the same work.
-- CODING is what the client accepts beside plain bytes.

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
