-- Saves a record if its version is still the expected one.
--
-- KEYS[1]  the record: a hash of version, token, seal, record
-- ARGV[1]  the expected version ('0': no record), ARGV[2] the version after it
-- ARGV[3]  the token of this save
-- ARGV[4]  the record
-- ARGV[5]  its seal
-- ARGV[6]  milliseconds to keep it ('0': for ever)
--
-- Returns 1 if the record is now the one given, also if it was this very save that wrote it before:
-- a command whose answer was lost is repeated. Returns 0 if the version is another one. Versions are
-- compared as text: a count and the stamp of the save that made it, so that a count which comes back
-- after a flush or a failover is another version.
local stored = redis.call('HMGET', KEYS[1], 'version', 'token')
local version = stored[1] or '0'
if version == ARGV[2] and stored[2] == ARGV[3] then
  return 1
end
if version ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'token', ARGV[3], 'record', ARGV[4],
  'seal', ARGV[5])
if ARGV[6] == '0' then
  redis.call('PERSIST', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
end
return 1
