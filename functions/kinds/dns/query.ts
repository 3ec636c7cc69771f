import { randomInt } from 'node:crypto';
import { FaultError } from '../../../lib/model/failure.ts';
import type { DnsSettings } from '../../../lib/model/settings.ts';
import { ByteReader } from './byte-reader.ts';
import { encodeName, readName } from './domain-name.ts';
import type { Message, Question } from './message.ts';
import { classNumber, typeNumber } from './names-of-numbers.ts';

export interface Query {
  readonly id: number;
  readonly question: Question;
  /** The message, as it goes over UDP. */
  readonly bytes: Buffer;
}

/**
 * A query for one name, type and class, with a random id. No EDNS record is sent, as blackbox_exporter sends none: it
 * would come back in the additional section and be counted.
 *
 * @throws FaultError PW5008 for a name, type or class that cannot be asked for
 */
export function createQuery(settings: Pick<DnsSettings, 'query' | 'type' | 'class' | 'recursion'>): Query {
  const type = typeNumber(settings.type);
  if (type === undefined) {
    throw new FaultError(
      'PW5008',
      `«${settings.type}» is no record type: give a name such as A or MX, or TYPE and a number up to 65535`,
    );
  }
  const klass = classNumber(settings.class);
  if (klass === undefined)
    throw new FaultError('PW5008', `«${settings.class}» is no class: IN, CH, HS and ANY are allowed`);
  const name = encodeName(settings.query);
  const id = randomInt(0x10000);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(settings.recursion ? 0x0100 : 0, 2);
  head.writeUInt16BE(1, 4);
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(type, 0);
  tail.writeUInt16BE(klass, 2);
  const question = { name: readName(new ByteReader(name)), type, class: klass };
  return { id, question, bytes: Buffer.concat([head, name, tail]) };
}

/** Why a message cannot be the reply to a query; undefined when it can. Names are compared without regard to case. */
export function whyNotReply(message: Message, query: Query): string | undefined {
  if (message.id !== query.id) return `its id is ${message.id}, not ${query.id}`;
  if (!message.isResponse) return 'it is itself a query';
  const [question, ...others] = message.questions;
  // Servers that could not read the query answer without the question.
  if (question === undefined) return message.rcode === 0 ? 'it repeats no question' : undefined;
  if (others.length > 0) return `it repeats ${message.questions.length} questions`;
  const asked = query.question;
  const same =
    question.name.toLowerCase() === asked.name.toLowerCase() &&
    question.type === asked.type &&
    question.class === asked.class;
  return same ? undefined : `it answers another question (${question.name})`;
}
