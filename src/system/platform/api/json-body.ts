/**
 * Reads JSON bodies, as fastify does, but not those that are nested deeper than any request needs: whoever walks through such a value by
 * recursion would run out of stack.
 */
import type { FastifyInstance } from 'fastify';
import { HttpError } from '../errors.ts';

const DEPTH_MAX = 32;

/** Has `app` read bodies of type application/json, and no others. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    if (depthOf(text) > DEPTH_MAX) {
      done(new HttpError(400, 'BODY_TOO_DEEP', `The body is nested more than ${DEPTH_MAX} levels deep.`));
    } else void parse(request, text, done);
  });
}

/** How deep the brackets and braces of a JSON text are nested, those within its texts left out. */
export function depthOf(json: string): number {
  let [depth, deepest, inText] = [0, 0, false];
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (inText) {
      if (char === '\\') at += 1;
      else if (char === '"') inText = false;
    } else if (char === '"') inText = true;
    else if (char === '[' || char === '{') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (char === ']' || char === '}') depth -= 1;
  }
  return deepest;
}
