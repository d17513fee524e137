#!/usr/bin/env node
import { main } from '../dist/main.cjs'

await main()
