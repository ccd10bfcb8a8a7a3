from payments.models.batches import BankFile, Payment, PaymentBatch, ResultFile
from payments.models.samples import PaymentCheck, SampleDraw

__all__ = ["BankFile", "Payment", "PaymentBatch", "PaymentCheck", "ResultFile", "SampleDraw"]
