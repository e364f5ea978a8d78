/*===- policy.h - The ABI of loadable policies --------------------*- C -*-===*\
|*                                                                            *|
|* Part of the Mapwright project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* What a running application (the host) asks of a compiled mapper (the       *|
|* policy). C99 and C++17, no other headers than <stdint.h> and <stddef.h>.   *|
|* A policy is a shared object that exports one symbol:                       *|
|*                                                                            *|
|*   const mw_policy *mapwright_policy(uint32_t host_abi);                    *|
|*                                                                            *|
|* The host passes MW_ABI; NULL means that the policy cannot serve that host. *|
|* Labels such as STM2 are rules of the language reference.                   *|
|*                                                                            *|
|* All functions are reentrant and, but for `print`, pure: equal arguments,   *|
|* equal decision, on every node. Fields are only ever appended (a host tests *|
|* `size`, a policy tests mw_machine's); any other change makes a new MW_ABI. *|
|* Pointers given to a function are valid during the call only, except that   *|
|* - a policy may keep the mw_machine given to `bind`, and all it points to,  *|
|*   for as long as the host uses `m`;                                        *|
|* - `l` may refer to `m`, which the host therefore keeps longer than `l`;    *|
|* - what a policy hands out is static: valid while it is loaded.             *|
|* Neither storage may be moved or copied.                                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#ifndef MAPWRIGHT_RUNTIME_POLICY_H
#define MAPWRIGHT_RUNTIME_POLICY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Names are those of C. */
/* NOLINTBEGIN(readability-identifier-naming) */

enum {
  MW_ABI = 1,
  MW_MAX_DIM = 9,       /* of a launch domain (FUN4) */
  MW_MAGIC = 0x5752504D /* the bytes "MPRW", little endian */
};

/* Processor kinds (LEX3). */
typedef enum {
  MW_CPU,
  MW_GPU,
  MW_OMP,
  MW_IO,
  MW_PY,
  MW_PROC,
  MW_PROC_KINDS /* how many there are */
} mw_proc;

/* Memory kinds (LEX3). */
typedef enum {
  MW_SYSMEM,
  MW_FBMEM,
  MW_ZCMEM,
  MW_RDMEM,
  MW_SOCKMEM,
  MW_VIRTUAL,
  MW_MEM_KINDS /* how many there are */
} mw_mem;

typedef enum {
  MW_OK,
  MW_DEFAULT, /* no statement applies: the host's default; outputs are unset */
  MW_ERROR    /* the mw_error says why; other outputs are unset */
} mw_status;

/* What mw_error.code holds, and what `dim`, `value` and `bound` mean then;
 * those that are not named are 0. Numbers are never reused. A host that does
 * not know a code shows the text alone. The names in quotes are those of the
 * compiler's diagnostics. */
enum {
  MW_E_NONE = 0,             /* no error */
  MW_E_OVERFLOW = 1,         /* "overflow" (EXP3): value and bound are the
                                operands, bound 0 if there is one only */
  MW_E_DIVISION_BY_ZERO = 2, /* "division-by-zero" (EXP2): value by 0 */
  MW_E_TUPLE_BOUNDS = 3,     /* "tuple-bounds" (EXP4): index value in a tuple of
                                length bound */
  MW_E_INDEX_BOUNDS = 4,     /* "index-bounds" (MSP2, MSP5): in dimension dim,
                                index value is not in 0 <= value < bound */
  MW_E_SPACE_ARGUMENT = 5,   /* "space-argument" (MSP15): argument dim (from 0)
                                is value; bound is the limit it breaks */
  MW_E_RANK = 6,             /* "rank-mismatch" (EXP7): the function is not well
                                typed for a launch of rank value */
  MW_E_SEVERAL_NODES = 7     /* "index-bounds" (MSP3): `*` stands for processors
                                of the nodes value and bound */
};

/* A place where a task runs. */
typedef struct {
  int32_t node, index; /* index among the node's processors of the kind */
} mw_place;

/* The machine; all nodes are alike (MSP1). */
typedef struct {
  uint32_t size;                 /* sizeof(mw_machine) of the host */
  uint32_t nodes;                /* at least 1 */
  uint32_t procs[MW_PROC_KINDS]; /* processors of each kind per node */
  /* sees[k][i]: bit m is set if processor i of kind k addresses a memory of
   * kind m with a capacity above 0 (MSP4). May be NULL where procs[k] is 0. */
  const uint32_t *sees[MW_PROC_KINDS];
  /* Receives a line without its end, not followed by NUL (FUN5); its length is
   * in bytes. May be NULL. May be called from every thread that calls the
   * policy. */
  void (*print)(void *print_arg, const char *text, size_t length);
  void *print_arg;
} mw_machine;

/* A region requirement. */
typedef struct {
  const char *const *names; /* UTF-8, in the order of STM2; may be NULL if */
  uint32_t num_names;       /* this is 0 */
  uint32_t index;           /* among the task's requirements, from 0;
                               UINT32_MAX if it is not known */
} mw_region;

/* A layout (STM4). Flags are 0 or 1. */
typedef struct {
  uint8_t aos, c_order, compact, exact;
  uint8_t align_op; /* 0 none, 1 ==, 2 <=, 3 >=, 4 <, 5 >, 6 != */
  uint64_t align;   /* bytes, a power of two; 0 if align_op is 0 */
} mw_layout;

/* A launch domain, or the bounding box of a sparse one (FUN4). Both ends are
 * included; only the first `rank` (1 to MW_MAX_DIM) entries count. */
typedef struct {
  uint32_t rank;
  int64_t lo[MW_MAX_DIM], hi[MW_MAX_DIM];
} mw_domain;

/* Why a function returned MW_ERROR. */
typedef struct {
  uint32_t code;         /* MW_E_... */
  uint32_t line, column; /* in mw_policy.source, from 1; 0: not known */
  uint32_t dim;          /* these three: see MW_E_... */
  int64_t value, bound;
  const char *text; /* static, one line of UTF-8; never NULL */
} mw_error;

/* Names of tasks and regions are UTF-8 and end with NUL. Lists hold no
 * duplicates; a function that fills one writes at most `cap` entries and says
 * how many there are, also if that is more. */
typedef struct {
  uint32_t magic;       /* MW_MAGIC */
  uint32_t abi;         /* MW_ABI */
  uint32_t size;        /* sizeof(mw_policy) of the policy */
  uint32_t flags;       /* 0 */
  uint8_t identity[32]; /* SHA-256 of what the policy decides */
  const char *name;     /* of the policy */
  const char *source;   /* the mapper's file, as it was given */
  const char *producer; /* what made the policy, with its version */
  size_t machine_bytes; /* storage the host provides as `m` and `l`, */
  size_t launch_bytes;  /* aligned to 16 bytes; there is no other state */

  /* Fills `m`; once for a machine. Prints at the top level run here. */
  mw_status (*bind)(void *m, const mw_machine *machine, mw_error *error);

  /* STM1: the processor kinds of the statement that decides, in its order;
   * 0 if there is none. */
  uint32_t (*kinds)(const char *task, mw_proc out[MW_PROC_KINDS]);

  /* STM2: candidate memories, in order. */
  uint32_t (*memories)(const char *task, const mw_region *region, mw_proc proc,
                       mw_mem *out, uint32_t cap);

  /* STM3: the layout in a memory of that kind; MW_OK or MW_DEFAULT. */
  mw_status (*layout)(const char *task, const mw_region *region, mw_mem memory,
                      mw_proc proc, mw_layout *out);

  /* STM5: fills `l` for an index launch. MW_DEFAULT if no map applies. An
   * extent hi - lo + 1 that does not fit in 64 bits is an MW_E_OVERFLOW. */
  mw_status (*launch)(const void *m, const char *task, mw_proc proc,
                      const mw_domain *domain, void *l, mw_error *error);

  /* The place of the point with the coordinates p[0..rank-1], which lies in the
   * domain. MW_OK or MW_ERROR; does not allocate and looks nothing up. */
  mw_status (*point)(const void *l, const int64_t *p, mw_place *out,
                     mw_error *error);

  /* STM10: where a single task runs; *n > 1 for a star index (MSP3): all places
   * in row-major order, on one node. `self` is where the task would run without
   * the map, `parent` the launching task (NULL if it has none), which runs at
   * `parent_at`, a processor of `parent_kind`. */
  mw_status (*single)(const void *m, const char *task, mw_proc proc,
                      mw_place self, const char *parent, mw_proc parent_kind,
                      mw_place parent_at, mw_place *out, uint32_t cap,
                      uint32_t *n, mw_error *error);

  /* STM7: at most so many tasks of the kind on a node; 0: no limit. */
  uint32_t (*instance_limit)(const char *task);

  /* STM7: 1 if read-only instances of the region are collected, else 0. */
  int (*collect)(const char *task, const mw_region *region);

  /* Whether the task is control-replicated: 1 yes, 0 no, -1 no statement at
   * all. */
  int (*replicate)(const char *task);
} mw_policy;

/* The one symbol of a policy. */
#if defined(__GNUC__) || defined(__clang__)
__attribute__((visibility("default")))
#endif
const mw_policy *mapwright_policy(uint32_t host_abi);

/* The layout of what crosses the boundary, where C99 has no static_assert: a
 * wrong size makes the length of an array negative. */
#define MW_ASSERT(name, condition)                                             \
  typedef char mw_assert_##name[(condition) ? 1 : -1]
MW_ASSERT(enums, sizeof(mw_proc) == 4 && sizeof(mw_mem) == 4 &&
                     sizeof(mw_status) == 4);
MW_ASSERT(place, sizeof(mw_place) == 8);
MW_ASSERT(machine, offsetof(mw_machine, sees) == 8 + 4 * MW_PROC_KINDS);
MW_ASSERT(layout, sizeof(mw_layout) == offsetof(mw_layout, align) + 8);
MW_ASSERT(domain, sizeof(mw_domain) ==
                      offsetof(mw_domain, lo) + (size_t)16 * MW_MAX_DIM);
MW_ASSERT(error,
          offsetof(mw_error, value) == 16 && offsetof(mw_error, text) == 32);
MW_ASSERT(policy,
          offsetof(mw_policy, identity) == 16 &&
              offsetof(mw_policy, name) == 48 &&
              offsetof(mw_policy, machine_bytes) == 48 + 3 * sizeof(void *));
#undef MW_ASSERT

/* NOLINTEND(readability-identifier-naming) */

#ifdef __cplusplus
}
#endif

#endif /* MAPWRIGHT_RUNTIME_POLICY_H */
