/**
 * Bounded-load rendezvous hashing (Mirrokni, Thorup, Zadimoghaddam 2018, over highest random weights): every name goes to
 * the shard that it likes best among those that are not full, and a shard is full at 1.1 × the mean, rounded up. What a
 * name likes depends on the name alone, so that an addition moves hardly anything; another number of shards moves what the
 * new one takes over.
 * @returns the shard of each name, in the order of the names given
 */
export function assign(names: readonly string[], shards: number): number[] {
  const capacity = Math.ceil((SLACK * names.length) / shards);
  const loads = new Array<number>(shards).fill(0);
  const seeds = loads.map((_, shard) => mix(shard + 1));
  const hashes = names.map(hashName);
  const assigned = new Array<number>(names.length).fill(0);
  // Whoever comes first chooses first: the order, too, depends on nothing but the names.
  const order = names
    .map((_, index) => index)
    .sort((a, b) => at(hashes, a) - at(hashes, b) || compare(at(names, a), at(names, b)));
  for (const index of order) {
    const shard = favourite(at(hashes, index), seeds, loads, capacity);
    assigned[index] = shard;
    loads[shard] = at(loads, shard) + 1;
  }
  return assigned;
}

/** What a shard may hold, over the mean. */
export const SLACK = 1.1;

function favourite(hash: number, seeds: readonly number[], loads: readonly number[], capacity: number): number {
  let best = 0;
  let bestScore = -1;
  for (const [shard, seed] of seeds.entries()) {
    if (at(loads, shard) >= capacity) continue;
    const score = mix(hash ^ seed);
    if (score <= bestScore) continue;
    best = shard;
    bestScore = score;
  }
  return best;
}

/** FNV-1a over UTF-16 code units, finished so that every bit depends on every character. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return mix(hash);
}

/** The finaliser of MurmurHash3: 32 bits to 32 bits, one to one. */
function mix(bits: number): number {
  let hash = bits >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`there is no item ${index} of ${list.length}`);
  return item;
}
