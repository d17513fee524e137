// Written by ci/kubernetes-schemas.ts from Kubernetes (Apache License 2.0, Copyright The Kubernetes Authors).

/** The minor versions of Kubernetes 1 whose schemas are shipped, the oldest and the newest. */
export const oldestMinor = 25
export const newestMinor = 37
