//===- PennantKernels.cpp - What the kernels of Pennant access ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Facts read in pennant.rg of the Legion repository: fields, privileges, the
// order of launches, and operations counted by hand (docs/programs/pennant.md).
//
//===----------------------------------------------------------------------===//

#include "PennantKernels.h"

#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using namespace mapwright::generate;
using llvm::ArrayRef;
using llvm::StringRef;

using Part = MeshPart;
using Access = MeshAccess;

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

static constexpr MeshArgument initStepPointsArguments[] = {
    {Part::Points, Access::Write, "pmaswt pf"},
};

static constexpr MeshArgument initStepZonesArguments[] = {
    {Part::Zones, Access::Read, "zvol"},
    {Part::Zones, Access::Write, "zvol0"},
};

static constexpr MeshArgument advPosHalfArguments[] = {
    {Part::Points, Access::Read, "px pu"},
    {Part::Points, Access::Write, "px0 pxp pu0"},
};

static constexpr MeshArgument calcCentersArguments[] = {
    {Part::Zones, Access::Read, "znump"},
    {Part::Zones, Access::Update, "zxp"},
    {Part::Private, Access::Read, "pxp"},
    {Part::Ghost, Access::Read, "pxp"},
    {Part::Sides, Access::Read, "mapsz mapsp1 mapsp2"},
    {Part::Sides, Access::Write, "exp"},
};

static constexpr MeshArgument calcVolumesArguments[] = {
    {Part::Zones, Access::Read, "zxp znump"},
    {Part::Zones, Access::Update, "zareap zvolp"},
    {Part::Private, Access::Read, "pxp"},
    {Part::Ghost, Access::Read, "pxp"},
    {Part::Sides, Access::Read, "mapsz mapsp1 mapsp2"},
    {Part::Sides, Access::Write, "sareap elen"},
};

static constexpr MeshArgument calcCharLenArguments[] = {
    {Part::Zones, Access::Read, "znump"},
    {Part::Zones, Access::Update, "zdl"},
    {Part::Private, Access::None, ""},
    {Part::Ghost, Access::None, ""},
    {Part::Sides, Access::Read, "mapsz sareap elen"},
};

static constexpr MeshArgument calcRhoHalfArguments[] = {
    {Part::Zones, Access::Read, "zvolp zm"},
    {Part::Zones, Access::Write, "zrp"},
};

static constexpr MeshArgument sumPointMassArguments[] = {
    {Part::Zones, Access::Read, "zareap zrp"},
    {Part::Private, Access::Update, "pmaswt"},
    {Part::Ghost, Access::Add, "pmaswt"},
    {Part::Sides, Access::Read, "mapsz mapsp1 mapss3 smf"},
};

static constexpr MeshArgument calcStateAtHalfArguments[] = {
    {Part::Zones, Access::Read, "zvol0 zvolp zm zr ze zwrate"},
    {Part::Zones, Access::Write, "zp zss"},
};

static constexpr MeshArgument calcForcePgasTtsArguments[] = {
    {Part::Zones, Access::Read, "zxp zareap zrp zss zp"},
    {Part::Private, Access::None, ""},
    {Part::Ghost, Access::None, ""},
    {Part::Sides, Access::Read, "mapsz sareap smf exp"},
    {Part::Sides, Access::Write, "sfp sft"},
};

static constexpr MeshArgument qcsZoneCenterVelocityArguments[] = {
    {Part::Zones, Access::Read, "znump"},
    {Part::Zones, Access::Update, "zuc"},
    {Part::Private, Access::Read, "pu"},
    {Part::Ghost, Access::Read, "pu"},
    {Part::Sides, Access::Read, "mapsz mapsp1"},
};

static constexpr MeshArgument qcsCornerDivergenceArguments[] = {
    {Part::Zones, Access::Read, "zxp zuc"},
    {Part::Private, Access::Read, "pxp pu"},
    {Part::Ghost, Access::Read, "pxp pu"},
    {Part::Sides, Access::Read, "mapsz mapsp1 mapsp2 mapss3 exp elen"},
    {Part::Sides, Access::Write, "carea ccos cdiv cevol cdu"},
};

static constexpr MeshArgument qcsQcnForceArguments[] = {
    {Part::Zones, Access::Read, "zrp zss"},
    {Part::Private, Access::Read, "pu"},
    {Part::Ghost, Access::Read, "pu"},
    {Part::Sides, Access::Read,
     "mapsz mapsp1 mapsp2 mapss3 elen cdiv cdu cevol"},
    {Part::Sides, Access::Write, "cqe1 cqe2"},
};

static constexpr MeshArgument qcsForceArguments[] = {
    {Part::Zones, Access::None, ""},
    {Part::Private, Access::None, ""},
    {Part::Ghost, Access::None, ""},
    {Part::Sides, Access::Read, "mapss4 elen carea ccos cqe1 cqe2"},
    {Part::Sides, Access::Write, "sfq"},
};

static constexpr MeshArgument qcsVelDiffArguments[] = {
    {Part::Zones, Access::Read, "zss"},
    {Part::Zones, Access::Update, "zdu z0tmp"},
    {Part::Private, Access::Read, "pxp pu"},
    {Part::Ghost, Access::Read, "pxp pu"},
    {Part::Sides, Access::Read, "mapsp1 mapsp2 mapsz elen"},
};

static constexpr MeshArgument sumPointForceArguments[] = {
    {Part::Zones, Access::Read, "znump"},
    {Part::Private, Access::Update, "pf"},
    {Part::Ghost, Access::Add, "pf"},
    {Part::Sides, Access::Read, "mapsz mapsp1 mapss3 sfq sft"},
};

static constexpr MeshArgument applyBoundaryConditionsArguments[] = {
    {Part::Points, Access::Read, "has_bcx has_bcy"},
    {Part::Points, Access::Update, "pu0 pf"},
};

static constexpr MeshArgument advPosFullArguments[] = {
    {Part::Points, Access::Read, "px0 pu0 pf pmaswt"},
    {Part::Points, Access::Write, "px pu"},
};

static constexpr MeshArgument calcCentersFullArguments[] = {
    {Part::Zones, Access::Read, "znump"},
    {Part::Zones, Access::Update, "zx"},
    {Part::Private, Access::Read, "px"},
    {Part::Ghost, Access::Read, "px"},
    {Part::Sides, Access::Read, "mapsz mapsp1 mapsp2"},
    {Part::Sides, Access::Write, "ex"},
};

static constexpr MeshArgument calcVolumesFullArguments[] = {
    {Part::Zones, Access::Read, "zx znump"},
    {Part::Zones, Access::Update, "zarea zvol"},
    {Part::Private, Access::Read, "px"},
    {Part::Ghost, Access::Read, "px"},
    {Part::Sides, Access::Read, "mapsz mapsp1 mapsp2"},
    {Part::Sides, Access::Write, "sarea"},
};

static constexpr MeshArgument calcWorkArguments[] = {
    {Part::Zones, Access::Read, "znump"},
    {Part::Zones, Access::Update, "zetot zw"},
    {Part::Private, Access::Read, "pxp pu0 pu"},
    {Part::Ghost, Access::Read, "pxp pu0 pu"},
    {Part::Sides, Access::Read, "mapsz mapsp1 mapsp2 sfp sfq"},
};

static constexpr MeshArgument calcWorkRateEnergyRhoFullArguments[] = {
    {Part::Zones, Access::Read, "zvol0 zvol zm zw zp zetot"},
    {Part::Zones, Access::Write, "zwrate ze zr"},
};

static constexpr MeshArgument calcDtHydroArguments[] = {
    {Part::Zones, Access::Read, "zdl zvol0 zvol zss zdu"},
};

static constexpr MeshArgument initializeTopologyArguments[] = {
    {Part::Zones, Access::Write, "znump"},
    {Part::Private, Access::Write, "px has_bcx has_bcy"},
    {Part::Shared, Access::Write, "px has_bcx has_bcy"},
    {Part::Ghost, Access::None, ""},
    {Part::Sides, Access::Write, "mapsz mapsp1 mapsp2 mapss3 mapss4"},
};

static constexpr MeshArgument initPointersArguments[] = {
    {Part::Zones, Access::None, ""},
    {Part::Private, Access::None, ""},
    {Part::Ghost, Access::None, ""},
    {Part::Sides, Access::Update, "mapsp1 mapsp2"},
};

static constexpr MeshArgument initMeshZonesArguments[] = {
    {Part::Zones, Access::Write, "zx zarea zvol"},
};

static constexpr MeshArgument initSideFracsArguments[] = {
    {Part::Zones, Access::Read, "zarea"},
    {Part::Private, Access::None, ""},
    {Part::Ghost, Access::None, ""},
    {Part::Sides, Access::Read, "mapsz sarea"},
    {Part::Sides, Access::Write, "smf"},
};

static constexpr MeshArgument initHydroArguments[] = {
    {Part::Zones, Access::Read, "zx zvol"},
    {Part::Zones, Access::Write, "zr ze zwrate zm zetot"},
};

static constexpr MeshArgument initRadialVelocityArguments[] = {
    {Part::Points, Access::Read, "px"},
    {Part::Points, Access::Write, "pu"},
};

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

// Name, loop, flops, flops per zone, needs dt, on GPU, arguments.

static const MeshKernel initKernels[] = {
    {"initialize_topology", Part::Sides, 20, 0, false, false,
     initializeTopologyArguments},
    {"init_pointers", Part::Sides, 4, 0, false, false, initPointersArguments},
    {"init_mesh_zones", Part::Zones, 0, 0, false, true, initMeshZonesArguments},
    {"calc_centers_full", Part::Sides, 9, 0, false, true,
     calcCentersFullArguments},
    {"calc_volumes_full", Part::Sides, 14, 0, false, true,
     calcVolumesFullArguments},
    {"init_side_fracs", Part::Sides, 1, 0, false, true, initSideFracsArguments},
    {"init_hydro", Part::Zones, 2, 0, false, true, initHydroArguments},
    {"init_radial_velocity", Part::Points, 6, 0, false, true,
     initRadialVelocityArguments},
};

static const MeshKernel kernels[] = {
    {"init_step_points", Part::Points, 0, 0, false, true,
     initStepPointsArguments},
    {"init_step_zones", Part::Zones, 0, 0, false, true, initStepZonesArguments},
    {"adv_pos_half", Part::Points, 4, 0, true, true, advPosHalfArguments},
    {"calc_centers", Part::Sides, 9, 0, false, true, calcCentersArguments},
    {"calc_volumes", Part::Sides, 18, 0, false, true, calcVolumesArguments},
    {"calc_char_len", Part::Sides, 3, 0, false, true, calcCharLenArguments},
    {"calc_rho_half", Part::Zones, 1, 0, false, true, calcRhoHalfArguments},
    {"sum_point_mass", Part::Sides, 5, 0, false, true, sumPointMassArguments},
    {"calc_state_at_half", Part::Zones, 27, 0, true, true,
     calcStateAtHalfArguments},
    {"calc_force_pgas_tts", Part::Sides, 17, 0, false, true,
     calcForcePgasTtsArguments},
    {"qcs_zone_center_velocity", Part::Sides, 5, 0, false, true,
     qcsZoneCenterVelocityArguments},
    {"qcs_corner_divergence", Part::Sides, 109, 0, false, true,
     qcsCornerDivergenceArguments},
    {"qcs_qcn_force", Part::Sides, 21, 0, false, true, qcsQcnForceArguments},
    {"qcs_force", Part::Sides, 23, 0, false, true, qcsForceArguments},
    {"qcs_vel_diff", Part::Sides, 10, 4, false, true, qcsVelDiffArguments},
    {"sum_point_force", Part::Sides, 8, 0, false, true, sumPointForceArguments},
    {"apply_boundary_conditions", Part::Points, 0, 0, false, true,
     applyBoundaryConditionsArguments},
    {"adv_pos_full", Part::Points, 14, 0, true, true, advPosFullArguments},
    {"calc_centers_full", Part::Sides, 9, 0, false, true,
     calcCentersFullArguments},
    {"calc_volumes_full", Part::Sides, 14, 0, false, true,
     calcVolumesFullArguments},
    {"calc_work", Part::Sides, 20, 0, true, true, calcWorkArguments},
    {"calc_work_rate_energy_rho_full", Part::Zones, 7, 0, true, true,
     calcWorkRateEnergyRhoFullArguments},
    {"calc_dt_hydro", Part::Zones, 9, 0, true, true, calcDtHydroArguments},
};

ArrayRef<MeshKernel> generate::getPennantInitKernels() { return initKernels; }
ArrayRef<MeshKernel> generate::getPennantKernels() { return kernels; }

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

/// Adds fields of one type; a vector is two fields.
static void addFields(std::vector<Field> &fields, StringRef names,
                      uint32_t bytes, bool isVector) {
  for (StringRef name : llvm::split(names, ' '))
    for (StringRef suffix : {".x", ".y"}) {
      fields.push_back({(isVector ? name + suffix : name).str(), bytes});
      if (!isVector)
        break;
    }
}

static void addDoubles(std::vector<Field> &fields, StringRef names) {
  addFields(fields, names, 8, /*isVector=*/false);
}

static void addVectors(std::vector<Field> &fields, StringRef names) {
  addFields(fields, names, 8, /*isVector=*/true);
}

std::vector<Field> generate::makeZoneFields() {
  std::vector<Field> fields;
  addVectors(fields, "zxp zx");
  addDoubles(fields, "zareap zarea zvol0 zvolp zvol zdl zm zrp zr ze zetot zw "
                     "zwrate zp zss zdu");
  addVectors(fields, "zuc");
  addDoubles(fields, "z0tmp");
  fields.push_back({"znump", 1});
  return fields;
}

std::vector<Field> generate::makePointFields() {
  std::vector<Field> fields;
  addVectors(fields, "px0 pxp px pu0 pu pap pf");
  addDoubles(fields, "pmaswt");
  fields.push_back({"has_bcx", 1});
  fields.push_back({"has_bcy", 1});
  return fields;
}

std::vector<Field> generate::makeSideFields() {
  // A pointer into one of two regions also says which.
  std::vector<Field> fields = {{"mapsz.__ptr", 8},    {"mapsp1.__ptr", 8},
                               {"mapsp1.__index", 1}, {"mapsp2.__ptr", 8},
                               {"mapsp2.__index", 1}, {"mapss3.__ptr", 8},
                               {"mapss4.__ptr", 8}};
  addDoubles(fields, "sareap sarea svolp svol");
  addVectors(fields, "ssurfp");
  addDoubles(fields, "smf");
  addVectors(fields, "sfp sft sfq exp ex");
  addDoubles(fields, "elen carea cevol cdu cdiv ccos");
  addVectors(fields, "cqe1 cqe2");
  return fields;
}
