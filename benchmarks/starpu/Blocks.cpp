//===- Blocks.cpp - Data of the StarPU programs ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"

#include <starpu_mpi.h>
#include <starpu_opencl.h>

using namespace bench;
using namespace mapwright::starpu;

//===----------------------------------------------------------------------===//
// Views
//===----------------------------------------------------------------------===//

static cl_command_queue getQueue() {
  cl_command_queue queue;
  starpu_opencl_get_queue(starpu_worker_get_devid(starpu_worker_get_id()),
                          &queue);
  return queue;
}

BlockView::BlockView(void *buffer)
    : rows(STARPU_MATRIX_GET_NY(buffer)), columns(STARPU_MATRIX_GET_NX(buffer)),
      stride(STARPU_MATRIX_GET_LD(buffer)),
      data(reinterpret_cast<double *>(STARPU_MATRIX_GET_PTR(buffer))) {
  // Only memory of a device has no address on the host.
  if (data)
    return;
  deviceMemory = reinterpret_cast<void *>(STARPU_MATRIX_GET_DEV_HANDLE(buffer));
  cl_int error = 0;
  data = static_cast<double *>(clEnqueueMapBuffer(
      getQueue(), static_cast<cl_mem>(deviceMemory), CL_TRUE,
      CL_MAP_READ | CL_MAP_WRITE, STARPU_MATRIX_GET_OFFSET(buffer),
      sizeof(double) * stride * rows, 0, nullptr, nullptr, &error));
  if (error != CL_SUCCESS)
    STARPU_OPENCL_REPORT_ERROR(error);
}

BlockView::~BlockView() {
  if (!deviceMemory)
    return;
  clEnqueueUnmapMemObject(getQueue(), static_cast<cl_mem>(deviceMemory), data,
                          0, nullptr, nullptr);
  clFinish(getQueue());
}

//===----------------------------------------------------------------------===//
// Grids
//===----------------------------------------------------------------------===//

std::vector<Point> bench::listPoints(const Point &extents) {
  std::vector<Point> points = {{}};
  for (int64_t extent : extents) {
    std::vector<Point> longer;
    for (const Point &point : points)
      for (int64_t i = 0; i < extent; ++i) {
        longer.push_back(point);
        longer.back().push_back(i);
      }
    points = std::move(longer);
  }
  return points;
}

Domain bench::makeDomain(const Point &extents) {
  Domain domain{Point(extents.size(), 0), extents};
  for (int64_t &last : domain.hi)
    --last;
  return domain;
}

BlockGrid::BlockGrid(Session &session, const Launch &writer,
                     const Point &extents, int64_t rows, int64_t columns)
    : session(session), extents(extents), rows(rows), columns(columns),
      points(listPoints(extents)) {
  static starpu_mpi_tag_t nextTag = 1;
  for (const Point &point : points) {
    starpu_data_handle_t handle;
    starpu_matrix_data_register(&handle, -1, 0, columns, columns, rows,
                                sizeof(double));
    starpu_mpi_data_register(handle, nextTag++, writer.getRank(point));
    handles.push_back(handle);
  }
}

BlockGrid::~BlockGrid() {
  for (starpu_data_handle_t handle : handles)
    starpu_data_unregister(handle);
}

starpu_data_handle_t BlockGrid::get(const Point &point) const {
  int64_t position = 0;
  for (size_t d = 0; d < extents.size(); ++d)
    position = position * extents[d] + point[d];
  return handles[position];
}

std::vector<double> BlockGrid::fetch(const Point &point) {
  starpu_data_handle_t handle = get(point);
  starpu_mpi_get_data_on_node(MPI_COMM_WORLD, handle, 0);
  std::vector<double> values;
  if (session.getRank() == 0) {
    starpu_data_acquire(handle, STARPU_R);
    auto *data =
        reinterpret_cast<double *>(starpu_matrix_get_local_ptr(handle));
    values.assign(data, data + rows * columns);
    starpu_data_release(handle);
  }
  return values;
}

starpu_codelet
bench::makeCodelet(void (*function)(void **, void *),
                   const std::vector<starpu_data_access_mode> &modes) {
  starpu_codelet codelet;
  starpu_codelet_init(&codelet);
  codelet.cpu_funcs[0] = function;
  codelet.opencl_funcs[0] = function;
  codelet.nbuffers = static_cast<int>(modes.size());
  for (size_t i = 0; i < modes.size(); ++i)
    codelet.modes[i] = modes[i];
  return codelet;
}
