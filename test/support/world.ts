import { openCommit } from '../../src/git/commit.ts'
import { createMasking } from '../../src/masking/masking.ts'
import type { World } from '../../src/workflow/run/world.ts'

/** A world in which time stands still, nobody answers, and no cluster is reached. */
export function worldIn(workingFolder: string): World {
  return {
    environment: {},
    workingFolder,
    run: '20261130T000000-0000',
    version: '0',
    masking: createMasking(),
    wallClock: () => 0,
    monotonicClock: () => 0,
    sleep: async () => {},
    deployer: 'test',
    connect: () => Promise.reject(new Error('no cluster is asked')),
    kubeContexts: async () => [],
    ask: undefined,
    readStdin: () => Buffer.from(''),
    interrupted: new AbortController().signal,
    compute: async (work) => work(),
    isUnread: () => false,
    page: () => Promise.reject(new Error('nobody looks')),
    runTold: () => Promise.reject(new Error('no program is run')),
    compareFolders: () => Promise.reject(new Error('no program is run')),
    openCommentPlace: () => Promise.reject(new Error('no merge request is commented on')),
    openCommit: async (revision, folder) =>
      openCommit(revision, { folder, environment: process.env, interrupted: new AbortController().signal }),
    expectLargeRun: () => {},
  }
}
