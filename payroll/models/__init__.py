from payroll.models.attachment_order import AttachmentOrder
from payroll.models.bacs_file import BacsFile
from payroll.models.bank_holiday import BankHoliday
from payroll.models.claim import Claim
from payroll.models.element_type import ElementType
from payroll.models.employer_rate import EmployerRate
from payroll.models.frozen_input import FrozenInput
from payroll.models.law_override import LawOverride
from payroll.models.national_insurance_details import NationalInsuranceDetails
from payroll.models.opening_balance import OpeningBalance
from payroll.models.pay_element import PayElement
from payroll.models.pay_period import PayPeriod
from payroll.models.pay_run import PayRun
from payroll.models.paye_settings import PayeSettings
from payroll.models.payment import Payment
from payroll.models.payslip import Payslip, PayslipLine
from payroll.models.pension_membership import PensionMembership
from payroll.models.run_chunk import RunChunk
from payroll.models.run_correction import RunCorrection
from payroll.models.run_exception import RunException
from payroll.models.run_warning import RunWarning
from payroll.models.student_loan import StudentLoan
from payroll.models.tax_details import TaxDetails

__all__ = [
    "AttachmentOrder",
    "BacsFile",
    "BankHoliday",
    "Claim",
    "ElementType",
    "EmployerRate",
    "FrozenInput",
    "LawOverride",
    "NationalInsuranceDetails",
    "OpeningBalance",
    "PayElement",
    "PayPeriod",
    "PayRun",
    "PayeSettings",
    "Payment",
    "Payslip",
    "PayslipLine",
    "PensionMembership",
    "RunChunk",
    "RunCorrection",
    "RunException",
    "RunWarning",
    "StudentLoan",
    "TaxDetails",
]
