import type { ByteReader } from './byte-reader.ts';

/** 2^31 stands for the equator and the prime meridian, in thousandths of a second of arc. */
const ORIGIN = 2 ** 31;
const DEGREE = 3_600_000;
const MINUTE = 60_000;
/** The altitude is counted from 100 km below the reference spheroid, in centimetres. */
const ALTITUDE_BASE_M = 100_000;

/** The data of a LOC record (RFC 1876): `52 22 23.000 N 4 53 32.000 E -2m 0.00m 10000m 10m`. */
export function readLocation(reader: ByteReader): string {
  reader.u8();
  const [size, horizontal, vertical] = [reader.u8(), reader.u8(), reader.u8()];
  const latitude = angle(reader.u32(), 'N', 'S');
  const longitude = angle(reader.u32(), 'E', 'W');
  const centimetres = reader.u32();
  const altitude = (centimetres / 100 - ALTITUDE_BASE_M).toFixed(centimetres % 100 === 0 ? 0 : 2);
  return [latitude, longitude, `${altitude}m`, metres(size), metres(horizontal), metres(vertical)].join(' ');
}

function angle(value: number, positive: string, negative: string): string {
  const distance = Math.abs(value - ORIGIN);
  const degrees = String(Math.floor(distance / DEGREE)).padStart(2, '0');
  const minutes = String(Math.floor((distance % DEGREE) / MINUTE)).padStart(2, '0');
  const seconds = ((distance % MINUTE) / 1_000).toFixed(3);
  return `${degrees} ${minutes} ${seconds} ${value > ORIGIN ? positive : negative}`;
}

/** A mantissa and a power of ten in one byte, in centimetres. */
function metres(packed: number): string {
  const mantissa = packed >> 4;
  const exponent = packed & 15;
  if (exponent < 2) return `0.${String(exponent === 1 ? mantissa * 10 : mantissa).padStart(2, '0')}m`;
  return `${mantissa}${'0'.repeat(exponent - 2)}m`;
}
