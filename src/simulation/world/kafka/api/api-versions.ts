/** ApiVersions: the first request of a connection, which says what this broker speaks. */

import { BinaryWriter } from '../wire/binary-writer.ts';
import { ErrorCode } from '../wire/error-codes.ts';
import type { Api } from './api.ts';

/** Makes the API that tells clients of `others` and of itself. */
export function apiVersionsFor(others: readonly Api[]): Api {
  const self: Api = {
    key: 18,
    name: 'ApiVersions',
    minVersion: 0,
    maxVersion: 2,
    handle(request) {
      const answer = versionTable(ErrorCode.NONE, [...others, self]);
      if (request.version >= 1) answer.int32(request.throttleMs);
      request.respond(answer);
    },
  };
  return self;
}

/**
 * The answer to a version of ApiVersions that is not known, in the format of version 0, which all clients know
 * (KIP-511).
 */
export function answerUnsupportedVersion(apis: readonly Api[]): BinaryWriter {
  return versionTable(ErrorCode.UNSUPPORTED_VERSION, apis);
}

function versionTable(error: ErrorCode, apis: readonly Api[]): BinaryWriter {
  return new BinaryWriter().int16(error).array(apis, (api, writer) => {
    writer.int16(api.key).int16(api.minVersion).int16(api.maxVersion);
  });
}
